import { Inject, Injectable } from '@nestjs/common';
import type { Cursor } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import {
  elsewhere,
  IDENTITY_KINDS,
  IDENTITY_THRESHOLDS,
  isTooOften,
  type NewException,
  tappedWith,
} from '../domain/index.ts';
import { exceptionId } from '../exception-id.ts';
import { type ElsewhereRow, IdentityRepository, type MetRow } from './identity.repository.ts';

/** Most pairs of one batch whose weeks are counted; who comes together comes together again. */
const PAIRS_MAX = 20;

/** What badges say together that no badge says alone. Each is told once: what happened then does not change. */
@Injectable()
export class IdentityNotices {
  readonly #repository: IdentityRepository;

  constructor(@Inject(IdentityRepository) repository: IdentityRepository) {
    this.#repository = repository;
  }

  /** What these punches show that was not told before. */
  async find(
    sql: Sql,
    punches: readonly { punchId: string; occurredAt: string }[],
    seen: Cursor | null,
  ): Promise<NewException[]> {
    if (punches.length === 0) return [];
    const found = [
      ...(await this.#repository.elsewhere(sql, punches)).flatMap(row => elsewhereException(row, seen)),
      ...(await this.#together(sql, await this.#repository.met(sql, punches), seen)),
    ];
    const known = await this.#repository.known(
      sql,
      found.map(({ id }) => id),
    );
    return found.filter(({ id }) => !known.has(id));
  }

  /** Two people who were tapped together now, counted over the last weeks. */
  async #together(sql: Sql, taps: readonly MetRow[], seen: Cursor | null): Promise<NewException[]> {
    const pairs = new Map<string, { one: string; other: string; tap: MetRow }>();
    for (const tap of taps) {
      const partner = tappedWith(tap.neighbours);
      if (partner === null) continue;
      const [one = '', other = ''] = [tap.employee, partner].sort();
      pairs.set(`${one} ${other}`, { one, other, tap });
    }
    const found: NewException[] = [];
    for (const { one, other, tap } of [...pairs.values()].slice(0, PAIRS_MAX)) {
      const met = (await this.#repository.metBy(sql, one, tap.at)).filter(
        ({ neighbours }) => tappedWith(neighbours) === other,
      );
      const days = new Set(met.map(({ date }) => date)).size;
      if (!isTooOften(days, days)) continue;
      const [ofOne, ofOther] = [
        await this.#repository.datesOf(sql, one, tap.at),
        await this.#repository.datesOf(sql, other, tap.at),
      ];
      const ofDays = [...ofOne].filter(date => ofOther.has(date)).length;
      if (isTooOften(days, ofDays)) found.push(togetherException({ tap, one, other, days, ofDays, seen }));
    }
    return found;
  }
}

function elsewhereException(row: ElsewhereRow, seen: Cursor | null): NewException[] {
  const { site, employee, date } = row;
  const [first, second] =
    row.first.atMs <= row.second.atMs ? [row.first, row.second] : [row.second, row.first];
  const said = elsewhere(first, second);
  if (said === null) return [];
  const { code, ...numbers } = said;
  const punches = [first.punch, second.punch];
  return [
    {
      id: exceptionId(site, code, ...punches.toSorted()),
      ...{ site, source: 'identity', code, ...IDENTITY_KINDS[code], employee, terminal: second.terminal },
      ...{ area: null, date, at: new Date(second.atMs).toISOString() },
      facts: { punches, places: [first.place, second.place], ...numbers },
      seen,
    },
  ];
}

/** Once a month for the same two people: who was told that they come together need not settle it every morning. */
function togetherException(pair: {
  tap: MetRow;
  one: string;
  other: string;
  days: number;
  ofDays: number;
  seen: Cursor | null;
}): NewException {
  const { tap, one, other, days, ofDays, seen } = pair;
  const { site, terminal, date, at } = tap;
  const code = 'tapped-together';
  return {
    id: exceptionId(site, code, one, other, date.slice(0, 7)),
    ...{
      site,
      source: 'identity',
      code,
      ...IDENTITY_KINDS[code],
      employee: one,
      terminal,
      area: null,
      date,
      at,
    },
    facts: { others: [other], days, ofDays, seconds: IDENTITY_THRESHOLDS.togetherSeconds },
    seen,
  };
}
