import type { LinePart } from '../domain/day-line.ts';

interface DayLineProps {
  parts: readonly LinePart[];
}

/**
 * Planned and present time drawn to scale. Parts that last run up to `--now`, a custom property of the floor, so that time
 * passing draws no row again. The row's words say the same, so the drawing is hidden from assistive technology.
 */
export function DayLine({ parts }: DayLineProps) {
  return (
    <span class="day-line" aria-hidden="true">
      <span class="day-line-track">
        {parts.map(part => (
          <span
            key={`${part.kind} ${part.from}`}
            class={`day-part day-${part.kind}`}
            style={{
              insetInlineStart: `${part.from / 10}%`,
              insetInlineEnd: part.to === null ? 'calc(100% - var(--now))' : `${(1000 - part.to) / 10}%`,
            }}
          />
        ))}
      </span>
    </span>
  );
}
