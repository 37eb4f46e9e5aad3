/**
 * Whether an error means that the database is away for now: nothing listens, the connection died, it is starting, stopping or
 * turned into a standby, or its connections are used up. Callers retry; the same work may succeed later unchanged.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code !== null) return SOCKET_CODES.has(code) || SQL_STATES.has(code) || code.startsWith('08');
  // node-postgres gives these no code (8.23: lib/client.js, pg-pool 3 index.js), so their texts are all there is to tell.
  return TEXTS.some(text => error.message.startsWith(text));
}

/** Whether two writers met and one of them has to do its work again. */
export function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '40001' || error.code === '40P01');
}

const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** PostgreSQL documentation, appendix A. */
const SQL_STATES = new Set([
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  '53300', // too_many_connections
  '53100', // disk_full
  '25006', // read_only_sql_transaction: this server is a standby now
  '25P03', // idle_in_transaction_session_timeout
]);

const TEXTS = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
];
