import { StateDisc } from '../components/state-disc.tsx';
import { TopBar } from '../components/top-bar.tsx';
import type { ScreenOf } from '../domain/kiosk-state.ts';
import { nameSize, toneOf } from '../domain/tone.ts';
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
          <h1 class="result-name" data-size={nameSize(person.shortName)} data-testid="name">
            {person.shortName}
          </h1>
          <p class="result-done">
            <b data-testid="done">{words.alreadyDone[action]}</b>
            <time dateTime={occurredAt} data-testid="time">
              {store.format.value.time(occurredAt)}
            </time>
          </p>
          <p class="result-text">{words.alreadyHint}</p>
        </div>
      </div>
    </section>
  );
}
