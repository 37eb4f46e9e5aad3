import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewException } from '../../src/exceptions/domain/exception.ts';
import {
  CLOCK_KINDS,
  DAY_KINDS,
  type ExceptionKind,
  FLEET_KINDS,
  IDENTITY_KINDS,
  PUNCH_KINDS,
} from '../../src/exceptions/domain/kinds.ts';
import { ExceptionStore } from '../../src/exceptions/index.ts';
import { SITE } from '../kit/running-hub.ts';
import { at, dateIn, ExceptionsCompany } from './kit.ts';
import { Desk } from './settle-kit.ts';

const DAY = dateIn(-3);

/** Every code that comes into the inbox, by who notices it. */
const CODES: [string, NewException['source'], ExceptionKind][] = [
  ...kindsOf('day', DAY_KINDS),
  ...kindsOf('punch', PUNCH_KINDS),
  ...kindsOf('clock', CLOCK_KINDS),
  ...kindsOf('identity', IDENTITY_KINDS),
  ...Object.values(FLEET_KINDS).flatMap((found): [string, 'fleet', ExceptionKind][] =>
    'note' in found ? [] : [[found.code, 'fleet', found.kind]],
  ),
];

function kindsOf<Source extends NewException['source']>(
  source: Source,
  kinds: Readonly<Record<string, ExceptionKind | { note: string }>>,
): [string, Source, ExceptionKind][] {
  return Object.entries(kinds).flatMap(([code, kind]): [string, Source, ExceptionKind][] =>
    'note' in kind ? [] : [[code, source, kind]],
  );
}

let company: ExceptionsCompany;

beforeAll(async () => {
  company = await ExceptionsCompany.open();
});
afterAll(async () => {
  await company.close();
});

describe('every code of the inbox', () => {
  it.each(CODES)('%s of the %s can be settled as it stands', async (code, source, kind) => {
    const isAboutNobody = ['device', 'clock', 'coverage'].includes(kind.category);
    const noticed: NewException = {
      ...{ id: randomUUID(), site: SITE, code, ...kind, area: null, date: DAY, facts: {}, seen: null },
      // The watches take back at their next round what they do not see.
      source: source === 'clock' || source === 'fleet' ? 'punch' : source,
      at: at(DAY, '12:00'),
      employee: isAboutNobody ? null : (await company.person()).id,
      terminal: isAboutNobody ? 'gate' : null,
    };
    const store = company.hub.part(ExceptionStore);
    await company.hub.database.transaction(sql => store.notice(sql, [noticed], Date.now()));
    const desk = new Desk(company, {});
    const open = await desk.detail(noticed.id);
    const fix = open.fixes.find(one => one.fix === 'accept' || one.fix === 'ignore')?.fix;
    expect(fix).toBeDefined();
    const { data } = await desk.settle(open, { fix: fix ?? 'accept', reason: 'seen' });
    expect(data).toMatchObject({ state: 'settled', settled: { fix, reason: 'seen' }, fixes: [] });
  });

  it('is some forty', () => {
    expect(CODES.length).toBeGreaterThan(35);
  });
});
