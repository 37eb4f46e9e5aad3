import type { Segment } from '../breaks/segment.ts';

/** Groups neighbours with the same key; segments are in order of time. */
export function neighbours(segments: readonly Segment[], key: (segment: Segment) => number): Segment[][] {
  const groups: Segment[][] = [];
  let last: number | null = null;
  for (const segment of segments) {
    const own = key(segment);
    const group = groups.at(-1);
    if (group && own === last) group.push(segment);
    else groups.push([segment]);
    last = own;
  }
  return groups;
}
