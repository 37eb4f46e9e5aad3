import type { BoardTerminal, FleetFinding, OnlineStatus } from '@tapclock/contracts';
import { FLEET_THRESHOLDS as FROM } from './thresholds.ts';
import { compareVersions } from './versions.ts';

/** What is known of one terminal. */
export interface KnownTerminal {
  /** The web clock has no reader, no journal and no status of its own: only its chain can be wrong. */
  kind: 'kiosk' | 'web';
  enrolledAt: string;
  revokedAt: string | null;
  online: boolean;
  lastSeenAt: string | null;
  /** As it said last, also while it is offline. */
  status: OnlineStatus | null;
  alarm: BoardTerminal['alarm'];
  reads: { lastHour: number; usual: number | null };
  /** Messages in its name that could not be trusted lately. */
  untrusted: { reasons: readonly string[]; lastAt: string } | null;
}

/** A moment at which shifts of a site began. */
export interface ShiftStart {
  at: string;
  /** People who were due. */
  due: number;
  /** Whether anybody has tapped at any terminal of the site from an hour before it on. */
  tapped: boolean;
}

/** What is known of the site around it. */
export interface FleetSite {
  nowMs: number;
  /** Newest version of the bridge that any terminal runs. */
  newest: string | null;
  /** Starts of the last hours, in order. */
  starts: readonly ShiftStart[];
}

/** What somebody should look at, what is urgent first. */
export function findingsOf(terminal: KnownTerminal, site: FleetSite): FleetFinding[] {
  if (terminal.revokedAt !== null) {
    const { untrusted } = terminal;
    return untrusted ? [{ code: 'revoked-still-sends', urgent: true, lastAt: untrusted.lastAt }] : [];
  }
  if (terminal.kind === 'web') return trust(terminal);
  const found = [
    ...presence(terminal, site.nowMs),
    ...noTaps(site),
    ...journal(terminal),
    ...readers(terminal),
    ...trust(terminal),
    ...clock(terminal),
    ...fewReads(terminal),
    ...version(terminal, site.newest),
  ];
  return found.sort((a, b) => Number(b.urgent) - Number(a.urgent));
}

function presence({ online, lastSeenAt, enrolledAt }: KnownTerminal, nowMs: number): FleetFinding[] {
  const secondsSince = (instant: string) => (nowMs - Date.parse(instant)) / 1_000;
  if (lastSeenAt === null) {
    if (secondsSince(enrolledAt) < FROM.neverSeenSeconds) return [];
    return [{ code: 'never-seen', urgent: false, since: enrolledAt }];
  }
  const away = secondsSince(lastSeenAt);
  if (online || away < FROM.offlineSeconds) return [];
  return [{ code: 'offline', urgent: away >= FROM.offlineUrgentSeconds, since: lastSeenAt }];
}

/** Said of every terminal of the site: nobody knows at which of them these people would have tapped. */
function noTaps({ starts, nowMs }: FleetSite): FleetFinding[] {
  const silent = starts.findLast(
    ({ at, due, tapped }) =>
      !tapped && due >= FROM.due && nowMs - Date.parse(at) >= FROM.noTapsAfterSeconds * 1_000,
  );
  return silent ? [{ code: 'no-taps', urgent: true, at: silent.at, due: silent.due }] : [];
}

function journal({ online, status }: KnownTerminal): FleetFinding[] {
  if (!status) return [];
  const { depth, rows, rowsMax, state } = status.journal;
  const found: FleetFinding[] = [];
  if (state === 'failed') found.push({ code: 'journal-failed', urgent: true });
  if (state === 'full' || rows >= rowsMax * FROM.journalShare) {
    found.push({ code: 'journal-full', urgent: state === 'full', rows, rowsMax });
  }
  if (online && depth >= FROM.journalDepth) found.push({ code: 'journal-growing', urgent: false, depth });
  return found;
}

/** Without any reader that works people can only type their PIN. */
function readers({ online, status }: KnownTerminal): FleetFinding[] {
  if (!online || !status) return [];
  const down = status.readers.filter(({ state }) => state === 'missing' || state === 'silent');
  const urgent = down.length === status.readers.length;
  return down.map(({ id, state, problem }) => ({ code: 'reader-down', urgent, reader: id, state, problem }));
}

function trust({ alarm, untrusted }: KnownTerminal): FleetFinding[] {
  const found: FleetFinding[] = [];
  if (alarm !== null) found.push({ code: 'alarm', urgent: alarm !== 'gap', alarm });
  if (untrusted) {
    const { reasons, lastAt } = untrusted;
    found.push({ code: 'untrusted-messages', urgent: true, reasons: [...reasons], lastAt });
  }
  return found;
}

function clock({ status }: KnownTerminal): FleetFinding[] {
  const offsetMs = status?.clockOffsetMs ?? 0;
  if (Math.abs(offsetMs) < FROM.clockOffsetMs) return [];
  return [{ code: 'clock-off', urgent: false, offsetMs }];
}

function fewReads({ reads: { lastHour, usual } }: KnownTerminal): FleetFinding[] {
  if (usual === null || usual < FROM.usualReads || lastHour > usual * FROM.readsShare) return [];
  return [{ code: 'few-reads', urgent: lastHour === 0, reads: lastHour, usual }];
}

function version({ status }: KnownTerminal, newest: string | null): FleetFinding[] {
  if (!status || newest === null || compareVersions(status.versions.bridge, newest) >= 0) return [];
  return [{ code: 'old-version', urgent: false, version: status.versions.bridge, newest }];
}
