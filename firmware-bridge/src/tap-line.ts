import { receiptCode } from '@tapclock/contracts';
import {
  type AppendOutcome,
  type ClockingInput,
  draftOf,
  type PunchWish,
  utcOffsets,
} from './clocking/index.ts';
import type { BridgeConfig } from './config/index.ts';
import type { Journal } from './journal/index.ts';
import { punchIdAt, randomBytes16 } from './platform/index.ts';
import { type BadgeRead, credentialOf, usualPrint } from './readers/index.ts';
import type { Roster } from './roster/index.ts';
import type { Uplink } from './uplink/index.ts';

/** Undelivered punches read back at a start to know where people stand; of a longer outage the newest are missing. */
const OWN_PUNCHES_READ_MAX = 100_000;
const READ_BACK_ROWS = 256;

interface TapLineDeps {
  config: BridgeConfig;
  journal: Journal;
  roster: Roster;
  uplink: Pick<Uplink, 'look' | 'isOnline'>;
}

/** The two ends of a tap around the deciding machine: badge to person before it, wish to disk behind it. Nothing here waits for a network. */
export class TapLine {
  private readonly offsetAt: (atMs: number) => number;

  constructor(private readonly deps: TapLineDeps) {
    this.offsetAt = utcOffsets(deps.config.site.zone);
  }

  /** Who held which badge to which reader. The raw number ends here: from now on there is only its HMAC. */
  readToInput(read: BadgeRead): ClockingInput {
    const { config, roster } = this.deps;
    const credential = credentialOf(read, config.siteKey);
    const reader = config.readers.find(({ id }) => id === read.readerId);
    return {
      type: 'badge',
      credential,
      printed: usualPrint(read),
      person: roster.byCredential(credential),
      identity: {
        identifiedBy: 'badge',
        credential,
        assurance: read.assurance,
        reader: read.readerId,
        fixedAction: reader?.action ?? null,
      },
    };
  }

  /** Returns once the punch is on disk, or with the reason why it is not. */
  append(wish: PunchWish): AppendOutcome {
    const { config, journal, roster, uplink } = this.deps;
    const { wallMs } = wish.occurredAt;
    const draft = draftOf(wish, {
      punchId: punchIdAt(wallMs, randomBytes16()),
      zone: config.site.zone,
      utcOffsetMinutes: this.offsetAt(wallMs),
      clockOffsetMs: uplink.look().offsetMs,
      isOffline: !uplink.isOnline(),
    });
    const result = journal.append(draft);
    if (result.kind === 'refused') return result;
    const { punch, chainHash } = result.entry;
    if (punch.employee !== null) roster.punched(punch.employee, punch);
    const { punchId, occurredAt } = punch;
    return { kind: 'recorded', punchId, occurredAt, receipt: receiptCode(chainHash) };
  }

  /** After a restart people stand where their punches left them, even if the hub has not heard of these yet (R7). */
  recallOwnPunches(): void {
    const { journal, roster } = this.deps;
    let count = 0;
    let batch = journal.pending(null, READ_BACK_ROWS);
    while (batch.length > 0 && count < OWN_PUNCHES_READ_MAX) {
      for (const { punch } of batch) {
        if (punch.employee !== null) roster.recalled(punch.employee, punch);
      }
      count += batch.length;
      const last = batch.at(-1);
      batch = last ? journal.pending({ boot: last.boot, sequence: last.sequence }, READ_BACK_ROWS) : [];
    }
  }
}
