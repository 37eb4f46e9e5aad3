import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ANA, aCard, aPresence, BEN, digestNumber, punchIdNumber } from '../../test/support/people.ts';
import { silentLogger } from '../platform/index.ts';
import { Roster } from './roster.ts';
import { RosterFile } from './roster-file.ts';

let dir = '';
let path = '';
let roster: Roster;
const open = () => new Roster(new RosterFile(path, silentLogger()), presence => presence.weekMinutes);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tapclock-roster-'));
  path = join(dir, 'roster.db');
  roster = open();
});
afterEach(() => {
  roster.close();
  rmSync(dir, { recursive: true });
});

describe('the roster', () => {
  const digest = digestNumber(1);

  it('finds people by badge and by number, also after a restart with no network (R7)', () => {
    roster.putCard(ANA, aCard({ credentials: [digest] }));
    roster.putPresence(ANA, aPresence());
    roster.close();
    roster = open();
    expect(roster.byCredential(digest)).toMatchObject({
      card: { shortName: 'Ana K.' },
      standing: { state: 'in' },
    });
    expect(roster.byNumber('1001')?.card.employee).toBe(ANA);
    expect(roster.byCredential(digestNumber(2))).toBeNull();
  });

  it('forgets a badge that was taken from a card, and a card that was deleted', () => {
    roster.putCard(ANA, aCard({ credentials: [digest, digestNumber(2)] }));
    roster.putCard(ANA, aCard({ credentials: [digest] }));
    expect(roster.byCredential(digestNumber(2))).toBeNull();
    roster.putCard(ANA, null);
    expect(roster.byCredential(digest)).toBeNull();
    expect(roster.counts().cards).toBe(0);
  });

  it('gives a badge that stands on two cards to the one who got it last', () => {
    roster.putCard(ANA, aCard({ credentials: [digest] }));
    roster.putCard(BEN, aCard({ employee: BEN, credentials: [digest] }));
    expect(roster.byCredential(digest)?.card.employee).toBe(BEN);
  });

  it('starts anew with a file that is no database', () => {
    roster.close();
    writeFileSync(
      path,
      'this is no database, it only lies where one should be, over and over again'.repeat(99),
    );
    roster = open();
    roster.putCard(ANA, aCard());
    expect(roster.byEmployee(ANA)).not.toBeNull();
  });

  it('refuses and counts cards over its limit, and still takes news of known ones (R11)', () => {
    const file = new RosterFile(join(dir, 'small.db'), silentLogger(), 1);
    file.putCard(aCard());
    file.putCard(aCard({ employee: BEN }));
    file.putCard(aCard({ shortName: 'Ana L.' }));
    expect(file.counts()).toEqual({ cards: 1, cardsMax: 1, refusedCards: 1 });
    expect(file.card(ANA)?.shortName).toBe('Ana L.');
    file.close();
  });
});

describe('a roster file that cannot be written', () => {
  it('keeps what it has and throws nothing into the way of a tap', () => {
    const file = new RosterFile(path, silentLogger());
    file.putCard(aCard({ credentials: [digestNumber(1)] }));
    // A second writer that never lets go stands for a disk that takes nothing.
    const rival = new DatabaseSync(path);
    rival.exec('begin immediate');
    file.putCard(aCard({ shortName: 'Ana L.' }));
    file.dropCard(ANA);
    file.dropPresence(ANA);
    rival.close();
    expect(file.cardByCredential(digestNumber(1))?.shortName).toBe('Ana K.');
    expect(file.counts().cards).toBe(1);
    file.putCard(aCard({ shortName: 'Ana L.' }));
    expect(file.card(ANA)?.shortName).toBe('Ana L.');
    file.close();
  });
});

describe('where somebody stands', () => {
  const standing = () => roster.byEmployee(ANA)?.standing;
  const punch = (
    number: number,
    action: 'clock-in' | 'clock-out' | 'job-change' | 'break-start',
    occurredAt: string,
  ) => roster.punched(ANA, { punchId: punchIdNumber(number), action, occurredAt });

  beforeEach(() => roster.putCard(ANA, aCard()));

  it('is out before anything is known', () => {
    expect(standing()).toEqual({ state: 'out', since: null, clockedInAt: null, weekMinutes: null });
  });

  it('follows a punch made here at once, and the hub when it catches up', () => {
    punch(5, 'clock-in', '2026-11-23T05:00:00.000Z');
    expect(standing()).toMatchObject({ state: 'in', clockedInAt: '2026-11-23T05:00:00.000Z' });
    roster.putPresence(ANA, aPresence({ punchId: punchIdNumber(5), weekMinutes: 99 }));
    expect(standing()).toMatchObject({ state: 'in', weekMinutes: 99 });
    roster.putPresence(
      ANA,
      aPresence({
        punchId: punchIdNumber(6),
        state: 'out',
        since: '2026-11-23T06:00:00.000Z',
        clockedInAt: null,
      }),
    );
    expect(standing()).toMatchObject({ state: 'out' });
  });

  it('is not set back by an older word of the hub that comes late', () => {
    punch(5, 'clock-in', '2026-11-23T05:00:00.000Z');
    roster.putPresence(
      ANA,
      aPresence({
        punchId: punchIdNumber(2),
        state: 'out',
        since: '2026-11-22T13:00:00.000Z',
        clockedInAt: null,
      }),
    );
    expect(standing()).toMatchObject({ state: 'in' });
  });

  it('follows the punch made here even when the clock was set back after what the hub said', () => {
    roster.putPresence(ANA, aPresence());
    punch(5, 'clock-out', '2026-11-23T04:00:00.000Z');
    expect(standing()).toMatchObject({ state: 'out' });
  });

  it('after a restart is by whichever is later, the own punch read back or the hub', () => {
    roster.putPresence(
      ANA,
      aPresence({ state: 'out', since: '2026-11-23T06:00:00.000Z', clockedInAt: null }),
    );
    const recall = (number: number, occurredAt: string) =>
      roster.recalled(ANA, { punchId: punchIdNumber(number), action: 'clock-in', occurredAt });
    recall(5, '2026-11-23T05:30:00.000Z');
    expect(standing()).toMatchObject({ state: 'out' });
    recall(6, '2026-11-23T07:00:00.000Z');
    expect(standing()).toMatchObject({ state: 'in' });
  });

  it('keeps "in since" over a job change', () => {
    punch(5, 'clock-in', '2026-11-23T05:00:00.000Z');
    punch(6, 'job-change', '2026-11-23T07:00:00.000Z');
    expect(standing()).toMatchObject({ state: 'in', since: '2026-11-23T05:00:00.000Z' });
  });

  it('takes the verdict of the hub, which knows of punches elsewhere', () => {
    punch(5, 'break-start', '2026-11-23T05:00:00.000Z');
    roster.judged(ANA, punchIdNumber(5), { employee: ANA, state: 'out', shift: null, findings: [] });
    expect(standing()).toMatchObject({ state: 'out', clockedInAt: null });
  });
});
