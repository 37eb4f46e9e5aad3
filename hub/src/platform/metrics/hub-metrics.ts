import { Injectable } from '@nestjs/common';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What operators watch. One registry per hub, so that two hubs in one test process do not meet. */
@Injectable()
export class HubMetrics {
  readonly registry = new Registry();
  readonly #on = { registers: [this.registry] };

  readonly receiptSeconds = new Histogram({
    name: 'tapclock_receipt_seconds',
    help: 'From arrival of a punch message at the hub to its receipt being handed to the broker',
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
    ...this.#on,
  });
  readonly punches = new Counter({
    name: 'tapclock_punches_total',
    help: 'Punches by what became of them: recorded, known (delivered again), conflict',
    labelNames: ['outcome'] as const,
    ...this.#on,
  });
  readonly quarantined = new Counter({
    name: 'tapclock_quarantined_total',
    help: 'Messages that could not be trusted, by reason',
    labelNames: ['reason'] as const,
    ...this.#on,
  });
  readonly findings = new Counter({
    name: 'tapclock_findings_total',
    help: 'Findings of newly recorded punches, by code',
    labelNames: ['code'] as const,
    ...this.#on,
  });
  readonly databaseReads = new Counter({
    name: 'tapclock_database_reads_total',
    help: 'Snapshots by where they were read: replica, primary',
    labelNames: ['target'] as const,
    ...this.#on,
  });
  readonly ingestQueuePunches = new Gauge({
    name: 'tapclock_ingest_queue_punches',
    help: 'Punches that have arrived and are not committed yet',
    ...this.#on,
  });
  readonly ingestDropped = new Counter({
    name: 'tapclock_ingest_dropped_total',
    help: 'Messages given up without a receipt because the database stayed away; terminals send them again',
    ...this.#on,
  });
  readonly ingestBatchPunches = new Histogram({
    name: 'tapclock_ingest_batch_punches',
    help: 'Punches committed in one transaction',
    buckets: [1, 4, 16, 64, 256, 1024],
    ...this.#on,
  });

  readonly sheetsDerived = new Counter({
    name: 'tapclock_sheets_derived_total',
    help: 'People whose day records were derived again',
    ...this.#on,
  });
  readonly sheetFailures = new Counter({
    name: 'tapclock_sheet_failures_total',
    help: 'People whose day records could not be derived; tried again later',
    ...this.#on,
  });

  readonly webhooksWaiting = new Gauge({
    name: 'tapclock_webhook_messages_waiting',
    help: 'Messages to webhooks that have not arrived yet, of all hubs',
    ...this.#on,
  });
  readonly webhookTries = new Counter({
    name: 'tapclock_webhook_tries_total',
    help: 'Tries to deliver a message to a webhook: delivered, failed, gone',
    labelNames: ['outcome'] as const,
    ...this.#on,
  });
  readonly mailsWaiting = new Gauge({
    name: 'tapclock_mails_waiting',
    help: 'Mails that are not with the mail server yet, of all hubs',
    ...this.#on,
  });
  readonly mails = new Counter({
    name: 'tapclock_mails_total',
    help: 'Tries to send a mail by what became of it: sent, later (tried again), dead (given up)',
    labelNames: ['outcome'] as const,
    ...this.#on,
  });

  readonly payrollPeakBytes = new Gauge({
    name: 'tapclock_payroll_peak_bytes',
    help: 'Most resident memory that the payroll process has had when it ended its last work',
    ...this.#on,
  });

  /** Node's own figures (memory, event loop lag); apart because collecting them needs a stop in tests. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }
}
