import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret as it is handed over. */
export function newWebhookSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
}

export interface Signed {
  /** Id of the message. */
  id: string;
  /** Seconds since 1970. */
  sentAtSec: number;
  body: string;
}

/**
 * Headers of a message by the Standard Webhooks scheme (standardwebhooks.com, version 1): HMAC-SHA-256 over `id.timestamp.body` under each
 * secret that is good now.
 */
export function signatureHeaders(
  { id, sentAtSec, body }: Signed,
  secrets: readonly string[],
): Record<string, string> {
  const signatures = secrets.map(secret => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${sentAtSec}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(sentAtSec),
    'webhook-signature': signatures.join(' '),
  };
}
