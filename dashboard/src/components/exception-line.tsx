import { positionOf } from '../domain/day-line.ts';
import type { ExceptionLine } from '../domain/exception-line.ts';
import type { Format } from '../i18n/format.ts';
import type { InboxWords } from '../i18n/inbox-words.ts';
import { DayLine } from './day-line.tsx';

interface ExceptionLineDrawingProps {
  line: ExceptionLine;
  words: InboxWords;
  format: Format;
}

/** One person's day to scale, with every tap and what the fix would make. */
export function ExceptionLineDrawing({ line, words, format }: ExceptionLineDrawingProps) {
  const { axis, parts, marks } = line;
  const kinds = [...new Set(parts.map(({ kind }) => kind))].filter(
    kind => kind === 'planned' || kind === 'in' || kind === 'break',
  );
  const markKinds = [...new Set(marks.map(({ kind }) => kind))];
  return (
    <div class="panel-line exception-line" data-testid="exception-line">
      <span class="exception-track" aria-hidden="true">
        <DayLine parts={parts} />
        {marks.map((mark, index) => (
          <span
            key={`${mark.kind} ${mark.atMs} ${index}`}
            class={`line-mark line-mark-${mark.kind}`}
            style={{ insetInlineStart: `${mark.position / 10}%` }}
          />
        ))}
      </span>
      <span class="hour-scale" aria-hidden="true">
        {axis.ticks.map(tick => (
          <span key={tick} class="hour-tick" style={{ insetInlineStart: `${positionOf(axis, tick) / 10}%` }}>
            {format.hour(tick)}
          </span>
        ))}
      </span>
      <ul class="legend">
        {kinds.map(kind => (
          <li key={kind}>
            <i class={`day-part day-${kind}`} aria-hidden="true" />
            {words.legend[kind]}
          </li>
        ))}
        {markKinds.map(kind => (
          <li key={kind}>
            <i class={`line-mark line-mark-${kind}`} aria-hidden="true" />
            {words.legend[kind]}{' '}
            {marks
              .filter(mark => mark.kind === kind)
              .map(({ atMs }) => format.time(atMs))
              .join(', ')}
          </li>
        ))}
      </ul>
    </div>
  );
}
