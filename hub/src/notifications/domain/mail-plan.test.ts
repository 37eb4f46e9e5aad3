import { describe, expect, it } from '@jest/globals';
import { MAILS_PER_DAY_MAX, type NotificationKind } from '@tapclock/contracts';
import { type Pending, planMails, type Recipient } from './mail-plan.ts';

/** 12:00 in Berlin. */
const NOON = Date.parse('2026-11-26T11:00:00.000Z');
/** 23:00 in Berlin. */
const NIGHT = Date.parse('2026-11-26T22:00:00.000Z');
const SIX = Date.parse('2026-11-27T05:00:00.000Z');
const MINUTE_MS = 60_000;
const quiet = { from: '22:00', to: '06:00', exceptUrgent: true };
const someone: Recipient = { zone: 'Europe/Berlin', quiet: null, mailsToday: 0 };

const pending = (
  id: string,
  dueMs: number,
  kind: NotificationKind = 'request-to-decide',
  account = 'a',
): Pending => ({
  ...{ id, account, kind, dueMs },
});
const plan = (all: Pending[], nowMs: number, recipient: Recipient = someone) =>
  planMails(all, new Map([['a', recipient]]), nowMs);

describe('the plan of mails', () => {
  it('makes one mail of what is due and what came of the same kind since', () => {
    const all = [
      pending('1', NOON),
      pending('2', NOON + MINUTE_MS),
      pending('3', NOON + MINUTE_MS, 'shift-offered'),
    ];
    expect(plan(all, NOON)).toEqual({
      mails: [{ account: 'a', notifications: ['1', '2'] }],
      ...{ postponed: [], dropped: [] },
    });
  });

  it('makes none before anything is due', () => {
    expect(plan([pending('1', NOON + 1)], NOON)).toEqual({ mails: [], postponed: [], dropped: [] });
  });

  it('puts off what comes in quiet hours to their end, and makes one mail of all kinds then', () => {
    const all = [pending('1', NIGHT), pending('2', NIGHT, 'schedule-published')];
    const { mails, postponed } = plan(all, NIGHT, { ...someone, quiet });
    expect(mails).toEqual([]);
    expect(postponed).toEqual([
      { notification: '1', dueMs: SIX },
      { notification: '2', dueMs: SIX },
    ]);
    const then = all.map(one => ({ ...one, dueMs: SIX }));
    expect(plan(then, SIX, { ...someone, quiet }).mails).toEqual([
      { account: 'a', notifications: ['1', '2'] },
    ]);
  });

  it('lets what is urgent through quiet hours, and nothing else with it', () => {
    const all = [pending('1', NIGHT), pending('2', NIGHT, 'understaffed')];
    const { mails, postponed } = plan(all, NIGHT, { ...someone, quiet });
    expect(mails).toEqual([{ account: 'a', notifications: ['2'] }]);
    expect(postponed).toEqual([{ notification: '1', dueMs: SIX }]);
  });

  it('keeps to the number of mails of a day', () => {
    const { mails, postponed } = plan([pending('1', NOON)], NOON, {
      ...someone,
      mailsToday: MAILS_PER_DAY_MAX,
    });
    expect(mails).toEqual([]);
    expect(postponed.map(({ dueMs }) => new Date(dueMs).toISOString())).toEqual(['2026-11-27T06:00:00.000Z']);
  });

  it('drops what is for nobody any more', () => {
    expect(plan([pending('1', NOON + 1, 'shift-offered', 'gone')], NOON).dropped).toEqual(['1']);
  });
});
