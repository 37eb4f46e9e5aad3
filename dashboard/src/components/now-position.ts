import { positionOf } from '../domain/day-line.ts';
import { useApp } from './app-context.ts';

/** Where now lies on the day lines, for the custom property `--now` that everything open-ended ends at. */
export function useNowPosition(): string {
  const { board, clock } = useApp().stores;
  const view = board.view.value;
  const nowMs = clock.nowMs.value;
  return view && nowMs !== null ? `${positionOf(view.axis, nowMs) / 10}%` : '0%';
}
