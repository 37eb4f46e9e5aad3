import type { CorrectionView } from '@tapclock/contracts';
import type { StoredCorrection } from './domain/index.ts';

/** A correction as the API shows it. */
export function correctionView(correction: StoredCorrection): CorrectionView {
  const { id, site, employee, kind, punch, occurredAtMs, action, job, by, madeAtMs, reason } = correction;
  return {
    id,
    site,
    employee,
    kind,
    punch,
    occurredAt: occurredAtMs === null ? null : new Date(occurredAtMs).toISOString(),
    action,
    job,
    by,
    madeAt: new Date(madeAtMs).toISOString(),
    reason,
  };
}
