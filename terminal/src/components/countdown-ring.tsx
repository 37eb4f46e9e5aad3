import { ringTiming } from '../domain/countdown.ts';
import { Icon, type IconName } from './icon.tsx';

type Props = { icon: IconName; totalMs: number; remainingMs: number };

/** A ring that drains while the time runs, with what will happen in its middle. Key it by revision to start it anew. */
export function CountdownRing({ icon, totalMs, remainingMs }: Props) {
  const { durationMs, elapsedMs, steps } = ringTiming(totalMs, remainingMs);
  const timing = `--ring-duration:${durationMs}ms;--ring-elapsed:-${elapsedMs}ms;--ring-steps:${steps}`;
  return (
    <span class="ring" style={timing} aria-hidden="true">
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle class="ring-track" cx="50" cy="50" r="45" />
        <circle class="ring-left" cx="50" cy="50" r="45" pathLength={100} />
      </svg>
      <Icon name={icon} class="ring-icon" />
    </span>
  );
}
