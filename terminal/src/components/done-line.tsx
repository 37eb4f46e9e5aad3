import { useKiosk } from '../services/kiosk-context.ts';
import { FitText } from './fit-text.tsx';

/** What was recorded and when, on one line. */
export function DoneLine({ done, occurredAt }: { done: string; occurredAt: string }) {
  const time = useKiosk().store.format.value.time(occurredAt);
  return (
    <FitText chars={done.length + 1 + time.length} class="result-done">
      <p>
        <b data-testid="done">{done}</b>{' '}
        <time dateTime={occurredAt} data-testid="time">
          {time}
        </time>
      </p>
    </FitText>
  );
}
