import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CHAIN_START, type Digest, type Punch, type PunchBatch, signedText } from '@tapclock/contracts';
import { AuditTrail } from '../audit/data.ts';
import { EventLog } from '../event-log/index.ts';
import type { Sql } from '../platform/database/database.ts';
import { VAULT, type Vault } from '../platform/secrets/vault.ts';
import { canonicalText, chainHashes } from '../punches/index.ts';
import { TerminalsRepository } from '../terminals/index.ts';

const PURPOSE = 'web terminal';
const PLACE = 'Web';
/** Raw Ed25519 key at the end of its SPKI form (RFC 8410). */
const PUBLIC_KEY_BYTES = 32;
/** Longest part of a site's name that a terminal's takes over: with the prefix and a suffix it must fit a slug. */
const SITE_LENGTH_MAX = 50;

/** A site's web clock, held by whoever makes a batch, and where its chain ends. */
export interface HeldTerminal {
  terminal: string;
  site: string;
  zone: string;
  key: KeyObject;
  boot: number;
  /** Number of the last punch; 0 before the first. */
  sequence: number;
  head: Digest;
}

interface HeldRow extends Omit<HeldTerminal, 'key' | 'sequence' | 'head'> {
  sealed: Buffer;
}

const HOLD = `
  select w.terminal_id as terminal, w.site_id as site, s.zone, w.sealed, w.boot
  from web_terminal w join site s on s.id = w.site_id
  where w.site_id = any($1::text[]) order by w.site_id
  for update of w`;

const HEADS = `
  select terminal_id as terminal, boot, last_sequence as sequence, head from terminal_chain
  where (terminal_id, boot) in (select * from unnest($1::text[], $2::bigint[]))`;

/** The terminals that the hub itself is: one for each site, made when its web clock is first opened. Its journal is the hub's own database. */
@Injectable()
export class WebTerminals {
  readonly #vault: Vault;
  readonly #terminals: TerminalsRepository;
  readonly #events: EventLog;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(VAULT) vault: Vault,
    @Inject(TerminalsRepository) terminals: TerminalsRepository,
    @Inject(EventLog) events: EventLog,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#vault = vault;
    this.#terminals = terminals;
    this.#events = events;
    this.#trail = trail;
  }

  /** Name of the terminal of a site, which is made the first time. Under the lock of the site. */
  async ensure(sql: Sql, site: string): Promise<string> {
    const [there] = await sql.query<{ terminal: string }>(
      'select terminal_id as terminal from web_terminal where site_id = $1',
      [site],
    );
    return there?.terminal ?? (await this.#add(sql, site));
  }

  /**
   * The web clocks of these sites, held until the transaction ends: of two hubs only one adds to a chain at a time, so that its numbers have no
   * hole. What the one before stored is seen.
   */
  async hold(sql: Sql, sites: readonly string[]): Promise<Map<string, HeldTerminal>> {
    const rows = await sql.query<HeldRow>(HOLD, [sites]);
    const heads = await sql.query<{ terminal: string; sequence: number; head: Digest }>(HEADS, [
      rows.map(({ terminal }) => terminal),
      rows.map(({ boot }) => boot),
    ]);
    const headOf = new Map(heads.map(row => [row.terminal, row]));
    return new Map(
      rows.map(({ sealed, ...row }) => {
        const { sequence, head } = headOf.get(row.terminal) ?? { sequence: 0, head: CHAIN_START };
        const der = this.#vault.open(PURPOSE, row.terminal, sealed);
        const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
        return [row.site, { ...row, key, sequence, head }];
      }),
    );
  }

  async #add(sql: Sql, site: string): Promise<string> {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-PUBLIC_KEY_BYTES);
    const terminal = await this.#addTerminal(sql, site, raw);
    const der = privateKey.export({ format: 'der', type: 'pkcs8' });
    await sql.query('insert into web_terminal (site_id, terminal_id, sealed, boot) values ($1, $2, $3, $4)', [
      site,
      terminal,
      this.#vault.seal(PURPOSE, terminal, der),
      Math.floor(Date.now() / 1000),
    ]);
    await this.#events.append(sql, [
      { kind: 'terminal.changed', site, key: terminal, payload: { terminal } },
    ]);
    await this.#trail.record(sql, {
      action: 'terminals.enrolled',
      subject: { kind: 'terminal', id: terminal },
      concerns: { people: [], site },
      after: { place: PLACE, publicKey: raw.toString('base64') },
    });
    return terminal;
  }

  /** Somebody may have called a kiosk so. */
  async #addTerminal(sql: Sql, site: string, publicKey: Buffer): Promise<string> {
    const name = `web-${site.slice(0, SITE_LENGTH_MAX).replace(/-+$/, '')}`;
    for (const id of [name, `${name}-${randomBytes(4).toString('hex')}`])
      if (await this.#terminals.addWeb(sql, { id, site, place: PLACE, publicKey })) return id;
    throw new Error(`no name for the web clock of ${site}`);
  }
}

/** A signed batch of punches that goes on where the terminal's chain ends; and the chain's hash after each punch. */
export function signBatch(
  { terminal, boot, sequence, head: previous, key }: HeldTerminal,
  punches: readonly Punch[],
  nowMs: number,
): { batch: PunchBatch; hashes: Digest[] } {
  const hashes = chainHashes(previous, punches.map(canonicalText));
  const sent = { at: new Date(nowMs).toISOString(), uptimeMs: uptimeMs(boot, nowMs) };
  const unsigned = {
    ...{ terminal, boot, from: sequence + 1, punches: [...punches], sent },
    head: hashes.at(-1) ?? previous,
  };
  const sig = sign(null, Buffer.from(signedText(unsigned)), key).toString('base64');
  return { batch: { ...unsigned, previous, sig }, hashes };
}

/** The web clock has no clock but the hub's, and its boot lasts for ever; a hub's clock that was set back makes it 0, not less. */
export function uptimeMs(boot: number, nowMs: number): number {
  return Math.max(0, nowMs - boot * 1000);
}
