import { Inject, Injectable } from '@nestjs/common';
import { type Receipt, topics } from '@tapclock/contracts';
import { LOGGER, type Log } from '../platform/logging/logger.ts';
import { HubMetrics } from '../platform/metrics/hub-metrics.ts';
import { BROKER_LINK, type BrokerLink } from '../platform/mqtt/broker-link.ts';
import type { ChainNotice, CommitOutcome, Settled } from './batch-committer.ts';
import { isUntrusted } from './domain/quarantine-reason.ts';
import type { Examined } from './entry.ts';
import { groupBy } from './group-by.ts';
import { CHAIN_WATCH, type ChainWatch } from './ports.ts';

type Rejected = Extract<Examined, { kind: 'rejected' }>;

/** What follows a commit: receipts, requests for what is missing, alarms, figures. */
@Injectable()
export class Aftermath {
  readonly #link: BrokerLink;
  readonly #watch: ChainWatch;
  readonly #metrics: HubMetrics;
  readonly #log: Log;

  constructor(
    @Inject(BROKER_LINK) link: BrokerLink,
    @Inject(CHAIN_WATCH) watch: ChainWatch,
    @Inject(HubMetrics) metrics: HubMetrics,
    @Inject(LOGGER) log: Log,
  ) {
    this.#link = link;
    this.#watch = watch;
    this.#metrics = metrics;
    this.#log = log;
  }

  /** Call only after the commit (R1). Does not wait for the broker: a receipt that gets lost is asked for by a resend. */
  follow(entries: readonly Examined[], outcome: CommitOutcome): void {
    for (const settled of outcome.settled) this.#answer(settled);
    for (const notice of outcome.chains) this.#report(notice);
    for (const { message } of outcome.conflicts) {
      const { site, terminal } = message.terminal;
      this.#watch.raiseAlarm({ site, terminal, alarm: 'sequence-conflict' });
    }
    const rejected = entries.filter(entry => entry.kind === 'rejected');
    for (const { arrived } of rejected) arrived.answered?.(null);
    this.#reportRejections(rejected);
    this.#count(outcome);
  }

  #answer({ entry, through, results }: Settled): void {
    const { arrived, message } = entry;
    const { batch, terminal } = message;
    const nowMs = Date.now();
    const receipt: Receipt = {
      boot: batch.boot,
      through,
      results,
      clock: {
        sentAt: batch.sent.at,
        receivedAt: new Date(arrived.receivedAtMs).toISOString(),
        answeredAt: new Date(nowMs).toISOString(),
      },
    };
    if (arrived.answered) {
      arrived.answered(receipt);
      this.#metrics.receiptSeconds.observe((nowMs - arrived.receivedAtMs) / 1000);
      return;
    }
    this.#link.publish(topics.receipt(terminal.site, terminal.terminal), JSON.stringify(receipt)).then(
      () => this.#metrics.receiptSeconds.observe((Date.now() - arrived.receivedAtMs) / 1000),
      (error: unknown) =>
        this.#log.debug(
          { err: error, terminal: terminal.terminal },
          'receipt not sent; a resend will ask for it',
        ),
    );
  }

  #report({ work, replay, broken, whole }: ChainNotice): void {
    const { site, terminal, boot } = work;
    if (replay) this.#watch.requestReplay({ site, terminal, ...replay });
    if (broken) this.#watch.raiseAlarm({ site, terminal, alarm: 'chain-broken' });
    if (whole) this.#watch.chainWhole({ site, terminal, boot, through: work.chain.through });
  }

  /** One line and one alarm for all of a kind: a flood of forgeries must not become a flood in the log. */
  #reportRejections(rejected: readonly Rejected[]): void {
    for (const same of groupBy(rejected, kindOf).values()) {
      const [{ arrived, rejection, terminal } = {}] = same;
      if (!arrived || !rejection) continue;
      const { reason, detail } = rejection;
      this.#metrics.quarantined.inc({ reason }, same.length);
      this.#log.warn({ topic: arrived.topic, reason, detail, messages: same.length }, 'messages quarantined');
      if (!terminal || !isUntrusted(reason)) continue;
      this.#watch.raiseAlarm({ site: terminal.site, terminal: terminal.terminal, alarm: 'bad-signature' });
    }
  }

  #count({ recorded, known, conflicts, settled }: CommitOutcome): void {
    const conflicting = settled
      .flatMap(message => message.results)
      .filter(result => result.outcome === 'quarantined').length;
    if (recorded.length > 0) {
      this.#metrics.punches.inc({ outcome: 'recorded' }, recorded.length);
      this.#metrics.ingestBatchPunches.observe(recorded.length);
    }
    if (known > 0) this.#metrics.punches.inc({ outcome: 'known' }, known);
    if (conflicting > 0) this.#metrics.punches.inc({ outcome: 'conflict' }, conflicting);
    if (conflicts.length > 0)
      this.#metrics.quarantined.inc({ reason: 'sequence-conflict' }, conflicts.length);
    for (const { verdict } of recorded) {
      for (const finding of verdict.findings) this.#metrics.findings.inc({ code: finding.code });
    }
  }
}

function kindOf({ arrived, rejection }: Rejected): string {
  return `${rejection.reason} ${arrived.topic}`;
}
