import type { KioskServerMessage } from '@tapclock/contracts';
import { type HealthFacts, kioskHealth } from './health/index.ts';
import type { Journal } from './journal/index.ts';
import type { KeyChange } from './pairing/index.ts';
import type { Clock } from './platform/index.ts';
import type { ReaderGroup } from './reader-group.ts';
import type { Roster } from './roster/index.ts';
import type { Uplink } from './uplink/index.ts';
import { bridgeVersion } from './version.ts';

interface ReporterDeps {
  clock: Clock;
  journal: Journal;
  roster: Roster;
  readers: Pick<ReaderGroup, 'statuses'>;
  uplink: Pick<Uplink, 'look' | 'isOnline' | 'counters'>;
  keys: Pick<KeyChange, 'key' | 'offer'>;
  broadcast(message: KioskServerMessage): void;
}

/** Gathers how the bridge does, and tells the kiosk page when something of it changes. */
export class Reporter {
  readonly version = bridgeVersion();
  private readonly startedAt: string;
  private offlineSince: string;
  private shown = '';

  constructor(private readonly deps: ReporterDeps) {
    this.startedAt = this.instant();
    this.offlineSince = this.startedAt;
  }

  facts(): HealthFacts {
    const { journal, roster, readers, uplink, keys } = this.deps;
    const clock = uplink.look();
    const isOnline = uplink.isOnline();
    return {
      now: this.instant(),
      startedAt: this.startedAt,
      boot: journal.boot,
      bridgeVersion: this.version,
      nodeVersion: process.versions.node,
      journal: journal.stats(),
      clockOffsetMs: clock.offsetMs,
      isClockSuspect: clock.isSuspect,
      readers: readers.statuses(),
      isOnline,
      offlineSince: isOnline ? null : this.offlineSince,
      roster: roster.counts(),
      uplink: uplink.counters(),
      publicKey: keys.key.publicKeyRaw,
      keyOffer: keys.offer(),
    };
  }

  /** The hub answers, or does not any more. */
  turned(online: boolean): void {
    if (!online) this.offlineSince = this.instant();
    this.tell();
  }

  /** Cheap to call after anything that may have changed something: only a difference is sent. */
  tell(): void {
    const health = kioskHealth(this.facts());
    const text = JSON.stringify(health);
    if (text === this.shown) return;
    this.shown = text;
    this.deps.broadcast({ type: 'health', health });
  }

  private instant(): string {
    return new Date(this.deps.clock.nowMs()).toISOString();
  }
}
