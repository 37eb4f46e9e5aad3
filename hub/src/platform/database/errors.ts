/**
 * Whether an error means that the database is away for now: nothing listens, the connection died, it is starting, stopping or
 * turned into a standby, or its connections are used up. Callers retry; the same work may succeed later unchanged.
 */
export function isUnavailable(error: unknown): boolean {
  const { code, message, errors } = partsOf(error);
  // A name with several addresses fails with all their errors at once.
  if (errors.length > 0) return errors.some(isUnavailable);
  if (code !== null) return SOCKET_CODES.has(code) || SQL_STATES.has(code) || code.startsWith('08');
  // node-postgres gives these no code (8.23: lib/client.js, pg-pool 3 index.js), so their texts are all there is to tell.
  return TEXTS.some(text => message.startsWith(text));
}

/** Whether two writers met and one of them has to do its work again. */
export function isConflict(error: unknown): boolean {
  const { code } = partsOf(error);
  return code === '40001' || code === '40P01';
}

/** Whether a row is there already under the same key. */
export function isUniqueViolation(error: unknown): boolean {
  return partsOf(error).code === '23505';
}

/** SQLSTATE, or Node's code of a socket's failure; null when there is none. */
export function codeOfError(error: unknown): string | null {
  return partsOf(error).code;
}

/** By shape, not by class: errors of Node's own parts are of another realm where a test runner isolates its suites. */
function partsOf(error: unknown): { code: string | null; message: string; errors: readonly unknown[] } {
  if (typeof error !== 'object' || error === null) return { code: null, message: '', errors: [] };
  return {
    code: 'code' in error && typeof error.code === 'string' ? error.code : null,
    message: 'message' in error && typeof error.message === 'string' ? error.message : '',
    errors: 'errors' in error && Array.isArray(error.errors) ? error.errors : [],
  };
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
