import type { StatusKind } from '../domain/person-status.ts';
import type { Bucket } from '../domain/person-view.ts';
import type { IconName } from './icon.tsx';

/** Hue of a state, as the name of a token; never without icon and word. */
export type Hue = 'in' | 'break' | 'out' | 'warn' | 'stop' | 'quiet';

export interface StateMark {
  icon: IconName;
  hue: Hue;
}

const OF_STATUS: Record<StatusKind, StateMark> = {
  in: { icon: 'in', hue: 'in' },
  late: { icon: 'late', hue: 'warn' },
  break: { icon: 'break', hue: 'break' },
  unplanned: { icon: 'unplanned', hue: 'in' },
  overstay: { icon: 'door', hue: 'warn' },
  missing: { icon: 'missing', hue: 'stop' },
  expected: { icon: 'expected', hue: 'quiet' },
  gone: { icon: 'out', hue: 'out' },
  off: { icon: 'off', hue: 'quiet' },
};

const OF_BUCKET: Record<Bucket, StateMark> = {
  here: { icon: 'here', hue: 'in' },
  missing: OF_STATUS.missing,
  late: OF_STATUS.late,
  break: OF_STATUS.break,
  expected: OF_STATUS.expected,
  gone: OF_STATUS.gone,
};

export function markOfStatus(kind: StatusKind): StateMark {
  return OF_STATUS[kind];
}

export function markOfBucket(bucket: Bucket): StateMark {
  return OF_BUCKET[bucket];
}
