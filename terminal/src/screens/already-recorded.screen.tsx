import { DoneLine } from '../components/done-line.tsx';
import { FitText } from '../components/fit-text.tsx';
import { StateDisc } from '../components/state-disc.tsx';
import { TopBar } from '../components/top-bar.tsx';
import { lineChars } from '../domain/fit.ts';
import type { ScreenOf } from '../domain/kiosk-state.ts';
import { toneOf } from '../domain/tone.ts';
import { useKiosk } from '../services/kiosk-context.ts';

/** The same badge again: nothing new happened, so the screen stays dark and only the picture has the colour. */
export function AlreadyRecordedScreen({ already }: { already: ScreenOf<'already-recorded'> }) {
  const { store } = useKiosk();
  const words = store.words.value;
  const { action, person, occurredAt } = already;
  return (
    <section class="screen already" data-tone={toneOf(action)} data-testid="screen-already-recorded">
      <TopBar withTime />
      <div class="result-body">
        <StateDisc icon={action} isRecorded />
        <div class="result-words">
          <FitText chars={lineChars(person.shortName)} class="result-name">
            <h1 data-testid="name">{person.shortName}</h1>
          </FitText>
          <DoneLine done={words.alreadyDone[action]} occurredAt={occurredAt} />
          <p class="result-text">{words.alreadyHint}</p>
        </div>
      </div>
    </section>
  );
}
