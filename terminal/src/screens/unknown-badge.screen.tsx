import { DeliverySteps } from '../components/delivery-steps.tsx';
import { FitText } from '../components/fit-text.tsx';
import { ResultHead } from '../components/result-head.tsx';
import { StateDisc } from '../components/state-disc.tsx';
import { lineChars } from '../domain/fit.ts';
import type { ScreenOf } from '../domain/kiosk-state.ts';
import { useKiosk } from '../services/kiosk-context.ts';

/** A badge this kiosk does not know: orange, not red. The tap is kept, and the screen says what happens next. */
export function UnknownBadgeScreen({ unknown }: { unknown: ScreenOf<'unknown-badge'> }) {
  const { store } = useKiosk();
  const words = store.words.value;
  const format = store.format.value;
  const { verdict } = unknown;
  const isKnown = verdict !== null && verdict.employee !== null;
  const title = isKnown ? words.badgeKnown : words.newBadge;
  return (
    <section
      class="screen result"
      data-tone={isKnown ? (verdict.state ?? 'in') : 'warn'}
      data-testid="screen-unknown-badge"
      data-known={isKnown}
    >
      <ResultHead receipt={unknown.receipt} />
      <div class="result-body">
        <StateDisc icon={isKnown ? 'known-badge' : 'new-badge'} isRecorded={isKnown} />
        <div class="result-words">
          <FitText chars={lineChars(title)} class="result-title">
            <h1 data-testid="title">{title}</h1>
          </FitText>
          <p class="result-text">{isKnown ? words.badgeKnownHint : words.newBadgeHint}</p>
          {!isKnown && (
            <p class="result-text">
              <b>{words.newBadgeAction}</b>
            </p>
          )}
          <p class="result-shift result-facts">
            {unknown.printed !== null && (
              <span>
                {words.badgeNumber} <b data-testid="printed">{unknown.printed}</b>
              </span>
            )}
            <time dateTime={unknown.occurredAt}>{format.time(unknown.occurredAt)}</time>
          </p>
        </div>
      </div>
      <DeliverySteps delivery={unknown.delivery} />
    </section>
  );
}
