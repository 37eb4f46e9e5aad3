import { type ChildProcess, fork } from 'node:child_process';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HUB_CONFIG, type HubConfig } from '../../platform/config/hub-config.ts';
import { acting } from '../../platform/http/access/asking-context.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { HubMetrics } from '../../platform/metrics/hub-metrics.ts';
import { type JobAnswer, type PayrollJob, PayrollWorker } from './payroll-jobs.ts';
import type { DoneMessage, JobMessage } from './work-messages.ts';

/** Jobs that wait at most; each holds a request open. */
const WAITING_MAX = 8;
/** Proofs are asked for at leisure: whoever locks a period waits for one of them at most. */
const PROOFS_MAX = 1;
/** The process is kept this long for the next job: a file usually follows a lock. */
const IDLE_MS = 60_000;
/** A company of tens of thousands takes minutes; what takes longer than this hangs. */
const JOB_TIMEOUT_MS = 15 * 60_000;
/**
 * V8's limits for it. Work goes through a company chunk by chunk and needs little; without a limit the garbage of half a million
 * punches would pile up to several times as much. A small heap alone is not enough: V8 then looks for garbage each time that it has
 * grown by a third, and payroll takes half as long again.
 */
const MEMORY_LIMITS = ['--max-old-space-size=192', '--max-semi-space-size=6', '--heap-growing-percent=120'];

/**
 * Hands out work on whole companies, one job at a time. In a process of its own, so that closing a month takes neither the hub's
 * memory nor its time: taps do not wait for payroll.
 */
@Injectable()
export class PayrollDesk implements OnModuleDestroy {
  readonly #worker: PayrollWorker;
  readonly #config: HubConfig;
  readonly #metrics: HubMetrics;
  readonly #log: Log;
  #process: ChildProcess | null = null;
  #idle: NodeJS.Timeout | null = null;
  #waiting = 0;
  #proofs = 0;
  #jobs = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(PayrollWorker) worker: PayrollWorker,
    @Inject(HUB_CONFIG) config: HubConfig,
    @Inject(HubMetrics) metrics: HubMetrics,
    @Inject(LOGGER) log: Log,
  ) {
    this.#worker = worker;
    this.#config = config;
    this.#metrics = metrics;
    this.#log = log;
  }

  onModuleDestroy(): void {
    this.#end();
  }

  /** Resolves with what came of a job. Throws what the work throws, and RATE_LIMITED when too many wait. */
  async do<Job extends PayrollJob>(job: Job): Promise<JobAnswer<Job>> {
    if (this.#waiting >= WAITING_MAX)
      throw new HubError('RATE_LIMITED', {
        en: 'Payroll is busy with other periods. Try again in a minute.',
        de: 'Die Lohnabrechnung arbeitet an anderen Perioden. Versuchen Sie es in einer Minute noch einmal.',
      });
    const isProof = job.kind === 'proof';
    if (isProof && this.#proofs >= PROOFS_MAX)
      throw new HubError('RATE_LIMITED', {
        en: 'Another period is being proved. Try again in a minute.',
        de: 'Eine andere Periode wird gerade nachgeprüft. Versuchen Sie es in einer Minute noch einmal.',
      });
    this.#waiting += 1;
    this.#proofs += isProof ? 1 : 0;
    const turn = this.#last.then(() => this.#doNow(job));
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
      this.#proofs -= isProof ? 1 : 0;
    }
  }

  async #doNow<Job extends PayrollJob>(job: Job): Promise<JobAnswer<Job>> {
    // The kind of the answer follows from the kind of the job; only the compiler cannot see that through a switch or a pipe.
    const { program } = this.#config.payroll;
    if (program === null) return (await this.#worker.do(job)) as JobAnswer<Job>;
    const startedMs = performance.now();
    const done = await this.#ask(program, job);
    const seconds = (performance.now() - startedMs) / 1000;
    this.#metrics.payrollPeakBytes.set(done.peakBytes);
    this.#log.info({ job: job.kind, seconds, peakBytes: done.peakBytes }, 'payroll work done');
    if ('refused' in done) {
      const { code, said, details } = done.refused;
      throw new HubError(code, said, { details });
    }
    if ('failed' in done) throw new Error(`payroll work failed: ${done.failed}`);
    return done.answer as JobAnswer<Job>;
  }

  #ask(program: string, job: PayrollJob): Promise<DoneMessage> {
    if (this.#idle) clearTimeout(this.#idle);
    const child = this.#process ?? this.#start(program);
    this.#jobs += 1;
    const message: JobMessage = { id: this.#jobs, job, by: acting() };
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => finish(new Error('payroll work took too long')), JOB_TIMEOUT_MS);
      const onMessage = (done: DoneMessage) => {
        if (done.id === message.id) finish(done);
      };
      const onExit = (code: number | null, signal: NodeJS.Signals | null) =>
        finish(new Error(`the payroll process ended in its work (${signal ?? code})`));
      const finish = (result: DoneMessage | Error) => {
        clearTimeout(timeout);
        child.off('message', onMessage).off('exit', onExit);
        if (result instanceof Error) {
          this.#end();
          reject(result);
          return;
        }
        this.#idle = setTimeout(() => this.#end(), IDLE_MS);
        this.#idle.unref();
        resolve(result);
      };
      child.on('message', onMessage).on('exit', onExit);
      child.send(message, error => error && finish(error));
    });
  }

  #start(program: string): ChildProcess {
    const { url, replicaUrl } = this.#config.database;
    // Whole companies are worked on without the hub's key.
    const { TAPCLOCK_SECRETS_KEY: _, ...rest } = process.env;
    const env = {
      ...rest,
      TAPCLOCK_DATABASE_URL: url,
      ...(replicaUrl === null ? {} : { TAPCLOCK_REPLICA_URL: replicaUrl }),
    };
    const child = fork(program, { execArgv: MEMORY_LIMITS, env });
    // It must not keep a hub alive that has stopped otherwise.
    child.unref();
    child.once('exit', () => {
      if (this.#process === child) this.#process = null;
    });
    this.#process = child;
    return child;
  }

  #end(): void {
    if (this.#idle) clearTimeout(this.#idle);
    this.#process?.kill('SIGKILL');
    this.#process = null;
  }
}
