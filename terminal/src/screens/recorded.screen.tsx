import type { PunchAction } from '@tapclock/contracts';
import { DeliverySteps } from '../components/delivery-steps.tsx';
import { DoneLine } from '../components/done-line.tsx';
import { FitText } from '../components/fit-text.tsx';
import { NoteList } from '../components/note-list.tsx';
import { ResultHead } from '../components/result-head.tsx';
import { StateDisc } from '../components/state-disc.tsx';
import { lineChars } from '../domain/fit.ts';
import { greetingAt } from '../domain/greeting.ts';
import type { ScreenOf } from '../domain/kiosk-state.ts';
import { toneOf } from '../domain/tone.ts';
import type { Messages } from '../i18n/messages.ts';
import { recordedNotes } from '../i18n/notes.ts';
import { useKiosk } from '../services/kiosk-context.ts';

/** It is on disk: the whole screen says so in the colour of what the person now is. */
export function RecordedScreen({ recorded }: { recorded: ScreenOf<'recorded'> }) {
  const { store } = useKiosk();
  const words = store.words.value;
  const format = store.format.value;
  const { action, person, occurredAt, receipt, delivery } = recorded;
  const shift = recorded.verdict === null ? recorded.shift : recorded.verdict.shift;
  const hour = format.hour(occurredAt);
  return (
    <section class="screen result" data-tone={toneOf(action)} data-testid="screen-recorded">
      <ResultHead receipt={receipt} />
      <div class="result-body">
        <StateDisc icon={action} isRecorded />
        <div class="result-words">
          <p class="result-greeting">{friendlyWord(action, hour, words)}</p>
          <FitText chars={lineChars(person.shortName)} class="result-name">
            <h1 data-testid="name">{person.shortName}</h1>
          </FitText>
          <DoneLine done={words.done[action]} occurredAt={occurredAt} />
          {shift !== null && (
            <p class="result-shift" data-testid="shift">
              {words.shift} {shift.name} {format.range(shift.startsAt, shift.endsAt)}
            </p>
          )}
          <NoteList notes={recordedNotes(recorded, words, format, store.wallMs.value)} />
        </div>
      </div>
      <DeliverySteps delivery={delivery} />
    </section>
  );
}

function friendlyWord(action: PunchAction, hour: number, words: Messages): string {
  return action === 'clock-in' || action === 'auto'
    ? words.greeting[greetingAt(hour)]
    : words.farewell[action];
}
