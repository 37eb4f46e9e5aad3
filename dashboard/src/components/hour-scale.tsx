import { positionOf } from '../domain/day-line.ts';
import { useApp, useLanguage } from './app-context.ts';

/** The hours of the day lines; as wide as they are. Drawn for the eye only, as the lines are. */
export function HourScale() {
  const { stores } = useApp();
  const { format } = useLanguage();
  const axis = stores.board.view.value?.axis;
  if (!axis) return null;
  return (
    <span class="hour-scale" aria-hidden="true">
      {axis.ticks.map(tick => (
        <span key={tick} class="hour-tick" style={{ insetInlineStart: `${positionOf(axis, tick) / 10}%` }}>
          {format.hour(tick)}
        </span>
      ))}
    </span>
  );
}
