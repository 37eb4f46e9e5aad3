import { hash } from 'node:crypto';

/** What an attestation is of: SHA-256 over a line `{date} {hash of its day record, or -}` for each date. */
export function hoursDigest(days: readonly { date: string; hash: string | null }[]): string {
  return hash('sha256', days.map(({ date, hash: ofDay }) => `${date} ${ofDay ?? '-'}`).join('\n'));
}
