import type { Punch, PunchId, Zone } from '@tapclock/contracts';
import type { PunchWish } from './state.ts';

/** What the terminal adds to a wish: everything but the number, which the journal gives. */
export interface DraftFacts {
  punchId: PunchId;
  zone: Zone;
  utcOffsetMinutes: number;
  clockOffsetMs: number | null;
  isOffline: boolean;
}

/** The punch as it will be written down and signed. */
export function draftOf(wish: PunchWish, facts: DraftFacts): Omit<Punch, 'sequence'> {
  const { action, employee, identity, occurredAt, chosenBy } = wish;
  return {
    punchId: facts.punchId,
    action,
    employee,
    credential: identity.credential,
    identifiedBy: identity.identifiedBy,
    assurance: identity.assurance,
    reader: identity.reader,
    occurredAt: new Date(occurredAt.wallMs).toISOString(),
    utcOffsetMinutes: facts.utcOffsetMinutes,
    zone: facts.zone,
    uptimeMs: occurredAt.uptimeMs,
    clockOffsetMs: facts.clockOffsetMs,
    offline: facts.isOffline,
    chosenBy,
  };
}

/** Gives the offset from UTC in minutes that a zone has at an instant. The formatter is made once: making one costs more than a tap. */
export function utcOffsets(zone: Zone): (atMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  return atMs => {
    const name = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
    const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name);
    const [, sign, hours, minutes] = match ?? [];
    const total = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
    return sign === '-' ? -total : total;
  };
}
