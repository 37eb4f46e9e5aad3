import { FitText } from '../components/fit-text.tsx';
import { Icon } from '../components/icon.tsx';
import { TopBar } from '../components/top-bar.tsx';
import { lineChars } from '../domain/fit.ts';
import type { ScreenOf } from '../domain/kiosk-state.ts';
import { useKiosk } from '../services/kiosk-context.ts';

/** Nothing can be recorded. The one screen that is red, dashed, and stays. */
export function RefusedScreen({ refused }: { refused: ScreenOf<'refused'> }) {
  const words = useKiosk().store.words.value;
  return (
    <section
      class="screen result refused"
      data-tone="stop"
      data-testid="screen-refused"
      data-reason={refused.reason}
    >
      <TopBar withTime />
      <div class="result-body">
        <div class="disc disc-dashed" aria-hidden="true">
          <Icon name="refused" class="disc-icon" />
        </div>
        <div class="result-words">
          <FitText chars={lineChars(words.refusedTitle)} class="result-title">
            <h1 data-testid="title">{words.refusedTitle}</h1>
          </FitText>
          <p class="result-text">
            <b>{words.refusedHint}</b>
          </p>
          <p class="result-shift">
            {words.refusedReason[refused.reason === 'journal-full' ? 'full' : 'failed']}
          </p>
        </div>
      </div>
    </section>
  );
}
