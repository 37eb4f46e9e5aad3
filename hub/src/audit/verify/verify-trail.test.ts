import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  type AuditEntry,
  type AuditSeal,
  headText,
  type PublishedHead,
  type TrailLine,
} from '@tapclock/contracts';
import { sealHash, TRAIL_START } from '../seal-hash.ts';
import { readHeads } from './heads-file.ts';
import { trailReportText } from './report-text.ts';
import { readTrail } from './trail-lines.ts';
import { FAILURES_LISTED_MAX, type TrailReport, verifyTrail } from './verify-trail.ts';

const SEALED_AT = '2026-11-27T06:00:00.000Z';

function anEntry(position: number, more: Partial<AuditEntry> = {}): AuditEntry {
  return {
    position,
    xid: String(700 + position),
    id: `00000000-0000-7000-8000-${String(position).padStart(12, '0')}`,
    at: '2026-11-27T05:58:00.000Z',
    actor: { kind: 'account', id: 'account-1', name: 'Mia Wagner', role: 'hr' },
    session: 'session-1',
    request: 'request-1',
    source: '127.0.0.1',
    action: 'leave.put',
    subject: { kind: 'leave', id: 'x' },
    site: 'north',
    people: ['11111111-1111-4111-8111-111111111111'],
    everybody: false,
    before: null,
    after: '{"minutes":480}',
    why: 'asked for it',
    ...more,
  };
}

type Link = { seal: AuditSeal; entry: AuditEntry | null };

function chainOf(entries: readonly AuditEntry[]): Link[] {
  let previous = TRAIL_START;
  return entries.map((entry, index) => {
    const number = index + 1;
    previous = sealHash(previous, { number, sealedAt: SEALED_AT, entry });
    const { position, xid } = entry;
    return { seal: { number, position, xid, sealedAt: SEALED_AT, hash: previous }, entry };
  });
}

const chain = (length = 5) => chainOf(Array.from({ length }, (_, index) => anEntry(index + 1)));
const linkAt = (links: readonly Link[], index: number): Link => {
  const link = links[index];
  if (!link) throw new Error(`no link ${index}`);
  return link;
};

async function* bytesOf(lines: readonly unknown[]): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield Buffer.from(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
}

const opening: TrailLine = { kind: 'trail', version: 1, writtenAt: SEALED_AT };
const linesOf = (links: readonly Link[], unsealed: readonly AuditEntry[] = []): TrailLine[] => [
  opening,
  ...links.map(link => ({ kind: 'sealed' as const, ...link })),
  ...unsealed.map(entry => ({ kind: 'unsealed' as const, entry })),
  { kind: 'end', sealed: links.at(-1)?.seal.number ?? 0, unsealed: unsealed.length },
];
const check = (links: readonly Link[], unsealed: readonly AuditEntry[] = []): Promise<TrailReport> =>
  verifyTrail(readTrail(bytesOf(linesOf(links, unsealed))));

describe('an audit trail', () => {
  it('follows when nothing was touched', async () => {
    const report = await check(chain(), [anEntry(6), anEntry(7)]);
    expect(report).toMatchObject({ follows: true, sealed: 5, unsealed: 2, heads: null, failures: [] });
    expect(trailReportText(report)).toMatch(
      /^audit: 5 entries sealed, 2 too new to be, head 5 .*: everything follows\n$/,
    );
  });

  it('may be empty', async () => {
    expect(await check([])).toMatchObject({ follows: true, sealed: 0, head: null });
  });

  const changes: Partial<AuditEntry>[] = [
    { id: '99999999-0000-7000-8000-000000000000' },
    { at: '2026-11-27T05:58:00.001Z' },
    { actor: { kind: 'account', id: 'account-2', name: 'Mia Wagner', role: 'hr' } },
    { actor: { kind: 'account', id: 'account-1', name: 'Ben Roth', role: 'hr' } },
    { actor: { kind: 'account', id: 'account-1', name: 'Mia Wagner', role: 'admin' } },
    { actor: { kind: 'system', id: 'account-1', name: 'Mia Wagner', role: 'hr' } },
    { session: null },
    { request: 'request-2' },
    { source: '127.0.0.2' },
    { action: 'leave.removed' },
    { subject: { kind: 'leave', id: 'y' } },
    { subject: { kind: 'holiday', id: 'x' } },
    { site: null },
    { people: [] },
    { everybody: true },
    { before: '{}' },
    { after: '{"minutes": 480}' },
    { why: null },
    { xid: '704' },
  ];
  it.each(changes)('finds the one entry that was altered: %j', async change => {
    const links = chain();
    linkAt(links, 2).entry = anEntry(3, change);
    const { failures } = await check(links);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/^entry \S+ \(position 3, .*\) or its seal 3 was altered/);
  });

  it.each<Partial<AuditSeal>>([{ hash: 'ab'.repeat(32) }, { sealedAt: '2026-11-27T06:00:00.001Z' }])(
    'finds the one seal that was altered: %j',
    async change => {
      const links = chain();
      const link = linkAt(links, 2);
      link.seal = { ...link.seal, ...change };
      const { failures } = await check(links);
      expect(failures).toEqual([expect.stringContaining('its seal 3 was altered')]);
    },
  );

  it.each([
    [1, 'seal 1 is missing'],
    [3, 'seal 3 is missing'],
  ])('finds that link %i is missing, and nothing else', async (number, message) => {
    const links = chain().filter(({ seal }) => seal.number !== number);
    expect((await check(links)).failures).toEqual([message]);
  });

  it('finds that entries are missing, the first, one in between and the last', async () => {
    for (const index of [0, 2, 4]) {
      const links = chain();
      linkAt(links, index).entry = null;
      expect((await check(links)).failures).toEqual([
        `the entry of seal ${index + 1} is missing (position ${index + 1})`,
      ]);
    }
  });

  it('finds two links that changed places', async () => {
    const links = chain();
    const swapped = [...links.slice(0, 1), linkAt(links, 2), linkAt(links, 1), ...links.slice(3)];
    const { failures } = await check(swapped);
    expect(failures).toContain('seal 2 is missing');
    expect(failures).toContain('seal 2 is out of order: it comes after seal 3');
  });

  it('finds two entries that changed places under their seals', async () => {
    const links = chain();
    const [second, third] = [linkAt(links, 1), linkAt(links, 2)];
    [second.entry, third.entry] = [
      anEntry(2, { ...third.entry, position: 2, xid: '702' }),
      anEntry(3, { ...second.entry, position: 3, xid: '703' }),
    ];
    const { failures } = await check(links);
    expect(failures).toHaveLength(2);
  });

  it('finds an order that is not that of the commits, though every hash fits', async () => {
    const links = chainOf([anEntry(1), anEntry(3), anEntry(2)]);
    expect((await check(links)).failures).toEqual([
      'seal 3 is out of order: its entry was committed before that of seal 2',
    ]);
  });

  it('finds an entry that was put in among sealed ones', async () => {
    const { failures } = await check(chain(), [anEntry(9, { xid: '702' })]);
    expect(failures).toEqual([expect.stringContaining('has no seal: it was put in later')]);
  });

  it('finds a file that was cut off, or whose last links are gone', async () => {
    const lines = linesOf(chain());
    const cut = await verifyTrail(readTrail(bytesOf(lines.slice(0, -1))));
    expect(cut.failures).toEqual(['the trail was cut off: its last line is missing']);
    const shortened = await verifyTrail(readTrail(bytesOf([...lines.slice(0, -2), ...lines.slice(-1)])));
    expect(shortened.failures).toEqual(['the trail should end at seal 5 and ends at seal 4']);
  });

  it('says which line is none, and goes on', async () => {
    const lines = linesOf(chain());
    const report = await verifyTrail(
      readTrail(bytesOf([...lines.slice(0, 3), '{"kind":"else"}', ...lines.slice(3)])),
    );
    expect(report).toMatchObject({ sealed: 5, failures: ['line 4 is nothing that a trail holds'] });
  });

  it('is refused when it is something else', async () => {
    await expect(verifyTrail(readTrail(bytesOf(['{"kind":"header"}'])))).rejects.toThrow('no audit trail');
    await expect(verifyTrail(readTrail(bytesOf([])))).rejects.toThrow('empty');
  });

  it('lists a hundred failures and counts the others', async () => {
    const links = chain(FAILURES_LISTED_MAX + 20).map(({ seal }) => ({ seal, entry: null }));
    const report = await check(links);
    expect(report.failures).toHaveLength(FAILURES_LISTED_MAX);
    expect(report.failuresTotal).toBe(FAILURES_LISTED_MAX + 20);
    expect(trailReportText(report)).toContain('and 20 more');
  });
});

describe('published heads', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');
  const headOf = ({ seal }: Link): PublishedHead => {
    const head = { number: seal.number, hash: seal.hash, at: seal.sealedAt };
    return { ...head, sig: sign(null, Buffer.from(headText(head)), privateKey).toString('base64') };
  };
  const compare = (links: readonly Link[], heads: readonly unknown[]) =>
    verifyTrail(readTrail(bytesOf(linesOf(links))), readHeads(bytesOf(heads), key));

  it('fit the chain that they are of', async () => {
    const links = chain();
    const heads = [links[1], links[1], links[4]].map(link => headOf(link ?? linkAt(links, 0)));
    expect(await compare(links, heads)).toMatchObject({ follows: true, heads: 3 });
  });

  it('find a chain that was written anew as a whole', async () => {
    const heads = [headOf(linkAt(chain(), 1)), headOf(linkAt(chain(), 4))];
    const forged = chainOf(
      [1, 2, 3, 4, 5].map(position => anEntry(position, position === 1 ? { why: 'other' } : {})),
    );
    expect(await check(forged)).toMatchObject({ follows: true });
    const { failures } = await compare(forged, heads);
    expect(failures).toHaveLength(2);
    expect(failures[0]).toContain('the chain was written anew');
  });

  it('find that the end was cut off', async () => {
    const links = chain();
    const { failures } = await compare(links.slice(0, 3), [headOf(linkAt(links, 4))]);
    expect(failures).toEqual(['the head of seal 5 was published (line 1), and the chain ends at 3']);
  });

  it('are not believed without their signature', async () => {
    const links = chain();
    const head = headOf(linkAt(links, 1));
    const { failures } = await compare(links, [{ ...head, sig: headOf(linkAt(links, 2)).sig }]);
    expect(failures).toEqual(['line 1 of the heads is not signed by the key']);
  });

  it('are refused when they are out of order, or none', async () => {
    const links = chain();
    const heads = [headOf(linkAt(links, 3)), headOf(linkAt(links, 1))];
    await expect(compare(links, heads)).rejects.toThrow('line 2 of the heads is older');
    await expect(compare(links, ['{}'])).rejects.toThrow('line 1 of the heads is no head');
  });
});
