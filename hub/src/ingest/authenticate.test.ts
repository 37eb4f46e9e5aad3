import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { PAYLOAD_BYTES_MAX, topics } from '@tapclock/contracts';
import { authenticate } from './authenticate.ts';
import type { KnownTerminal } from './directories.ts';
import { parseMessage } from './parse-message.ts';

interface Golden {
  site: string;
  terminal: string;
  key: { privateKeyPem: string };
  batches: { title: string; batch: { head: string } }[];
  forged: { title: string; batch: unknown }[];
}
const golden: Golden = JSON.parse(
  readFileSync(new URL('../../../contracts/golden/chain.json', import.meta.url), 'utf8'),
);
const topic = topics.punch(golden.site, golden.terminal);
const terminal: KnownTerminal = {
  terminal: golden.terminal,
  site: golden.site,
  place: 'Gate',
  key: createPublicKey(golden.key.privateKeyPem),
  previous: null,
  revokedAt: null,
};

const RECEIVED_AT_MS = Date.parse('2026-11-23T06:00:00.000Z');

async function outcome(batch: unknown, known: KnownTerminal | null = terminal, onTopic = topic) {
  const parsed = parseMessage(onTopic, Buffer.from(JSON.stringify(batch)));
  if (parsed.kind === 'rejected') return parsed.rejection.reason;
  const result = await authenticate(parsed, known, RECEIVED_AT_MS);
  return result.kind === 'authentic' ? 'authentic' : result.rejection.reason;
}

describe('R9: a batch from the golden chain', () => {
  it.each(golden.batches.map(({ title, batch }) => [title, batch] as const))(
    '%s is authentic',
    async (_title, batch) => {
      expect(await outcome(batch)).toBe('authentic');
    },
  );

  it.each(golden.forged.map(({ title, batch }) => [title, batch] as const))(
    'is not, %s',
    async (_title, batch) => {
      expect(['bad-chain', 'bad-signature', 'wrong-topic']).toContain(await outcome(batch));
    },
  );

  it('is not without its terminal, with a revoked one, or on another site', async () => {
    const batch = golden.batches[0]?.batch;
    expect(await outcome(batch, null)).toBe('unknown-terminal');
    expect(await outcome(batch, { ...terminal, revokedAt: '2026-01-01T00:00:00.000Z' })).toBe(
      'revoked-terminal',
    );
    expect(await outcome(batch, terminal, topics.punch('elsewhere', golden.terminal))).toBe('wrong-topic');
  });

  it('is with the key before, for what was received while that one counted', async () => {
    const batch = golden.batches[0]?.batch;
    const changed = (untilMs: number): KnownTerminal => ({
      ...terminal,
      key: generateKeyPairSync('ed25519').publicKey,
      previous: { key: terminal.key, untilMs },
    });
    expect(await outcome(batch, changed(RECEIVED_AT_MS))).toBe('authentic');
    expect(await outcome(batch, changed(RECEIVED_AT_MS - 1))).toBe('bad-signature');
    expect(await outcome(batch, { ...changed(0), previous: null })).toBe('bad-signature');
  });

  it('is not when a single byte of its head or signature changed', async () => {
    const batch = golden.batches[0]?.batch;
    expect(await outcome({ ...batch, head: 'f'.repeat(64) })).toBe('bad-chain');
    expect(await outcome({ ...batch, sig: `${'A'.repeat(86)}==` })).toBe('bad-signature');
  });
});

describe('parseMessage', () => {
  const reason = (payload: Buffer, onTopic = topic) => {
    const parsed = parseMessage(onTopic, payload);
    return parsed.kind === 'rejected' ? parsed.rejection.reason : parsed.kind;
  };

  it('looks at the size before anything else', () => {
    expect(reason(Buffer.alloc(PAYLOAD_BYTES_MAX + 1, 0x20))).toBe('too-large');
    expect(reason(Buffer.alloc(PAYLOAD_BYTES_MAX, 0x20))).toBe('malformed');
  });

  it('takes no other topic', () => {
    expect(reason(Buffer.from('{}'), topics.status(golden.site, golden.terminal))).toBe('wrong-topic');
  });

  it.each([
    ['U+0000', '\\u0000', 'malformed'],
    ['a lone surrogate', '\\ud800', 'malformed'],
    ['a lone surrogate, the other half', 'x\\uDFFF', 'malformed'],
    ['a pair of surrogates', '\\ud83d\\ude00', 'batch'],
    ['the words "\\u0000"', '\\\\u0000', 'batch'],
  ])('with %s in a field that nobody knows: %s is %s', (_name, text, expected) => {
    const json = JSON.stringify(golden.batches[0]?.batch).replace('"zone":', `"note":"${text}","zone":`);
    expect(reason(Buffer.from(json))).toBe(expected);
  });
});
