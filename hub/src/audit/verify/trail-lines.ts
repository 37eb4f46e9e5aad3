import { AUDIT_LINE_BYTES_MAX, TrailLine } from '@tapclock/contracts';
import { linesOf } from '../../platform/text/lines.ts';
import { NotATrailError } from './not-a-trail.ts';

/** What a trail begins with. */
type Opening = Extract<TrailLine, { kind: 'trail' }>;
export type TrailLink = Exclude<TrailLine, Opening>;

/** A line and its number, from 1; null where the line is not what a trail holds, which is a finding and no end. */
export interface NumberedLine {
  number: number;
  line: TrailLink | null;
}

/** Reads a trail line by line. Throws NotATrailError where it does not begin like one. */
export async function* readTrail(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<NumberedLine> {
  let number = 0;
  const tooLong = (line: number) =>
    new NotATrailError(`line ${line} is longer than ${AUDIT_LINE_BYTES_MAX} bytes`);
  for await (const bytes of linesOf(chunks, AUDIT_LINE_BYTES_MAX, tooLong)) {
    number += 1;
    const line = lineFrom(bytes);
    if (number === 1) {
      if (line?.kind !== 'trail') throw new NotATrailError('this is no audit trail of a hub');
    } else yield { number, line: line?.kind === 'trail' ? null : line };
  }
  if (number === 0) throw new NotATrailError('this is no audit trail of a hub: it is empty');
}

function lineFrom(bytes: Buffer): TrailLine | null {
  try {
    const parsed = TrailLine.safeParse(JSON.parse(bytes.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
