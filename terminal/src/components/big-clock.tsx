import { useKiosk } from '../services/kiosk-context.ts';

/** The site's time, as large as the screen allows, and its date. */
export function BigClock() {
  const { store } = useKiosk();
  const format = store.format.value;
  const nowMs = store.wallMs.value;
  const { hour, minute, second, period } = format.clock(nowMs);
  return (
    <div class="clock">
      <p class="clock-time" data-testid="clock" data-long={hour.length > 1 && period !== ''}>
        {hour}
        <i>:</i>
        {minute}
        <small>
          <span aria-hidden="true">{second}</span>
          {period !== '' && <span>{period}</span>}
        </small>
      </p>
      <p class="clock-date" data-testid="date">
        {format.date(nowMs)}
      </p>
    </div>
  );
}
