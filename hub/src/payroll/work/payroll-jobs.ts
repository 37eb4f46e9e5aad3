import { Inject, Injectable } from '@nestjs/common';
import type { ExportOrder, ExportPreview, ExportView, LockRequest, PeriodProof } from '@tapclock/contracts';
import type { Lsn } from '../../platform/database/database.ts';
import { ExportsService } from '../exports/exports.service.ts';
import { LockingService } from '../periods/locking.service.ts';
import type { PeriodId } from '../periods/period-finder.ts';
import { ProofService } from '../periods/proof.service.ts';

/** Work on everybody of a period: seconds for a company. Plain data, so that another process can do it. */
export interface PayrollJobs {
  lock: {
    asks: { period: PeriodId; accepted: LockRequest; by: string };
    answers: { lock: string; lsn: Lsn };
  };
  preview: { asks: { period: PeriodId; format: string }; answers: ExportPreview };
  export: { asks: { period: PeriodId; order: ExportOrder; by: string }; answers: ExportView };
  proof: { asks: { period: PeriodId }; answers: PeriodProof };
}

export type JobKind = keyof PayrollJobs;
export type PayrollJob = { [Kind in JobKind]: { kind: Kind } & PayrollJobs[Kind]['asks'] }[JobKind];
export type JobAnswer<Job extends PayrollJob> = PayrollJobs[Job['kind']]['answers'];

/** Does such work, here and now. */
@Injectable()
export class PayrollWorker {
  readonly #locking: LockingService;
  readonly #exports: ExportsService;
  readonly #proof: ProofService;

  constructor(
    @Inject(LockingService) locking: LockingService,
    @Inject(ExportsService) exports: ExportsService,
    @Inject(ProofService) proof: ProofService,
  ) {
    this.#locking = locking;
    this.#exports = exports;
    this.#proof = proof;
  }

  do(job: PayrollJob): Promise<PayrollJobs[JobKind]['answers']> {
    switch (job.kind) {
      case 'lock':
        return this.#locking.lock(job.period, job.accepted, job.by);
      case 'preview':
        return this.#exports.preview(job.period, job.format);
      case 'export':
        return this.#exports.make(job.period, job.order, job.by);
      case 'proof':
        return this.#proof.prove(job.period);
    }
  }
}
