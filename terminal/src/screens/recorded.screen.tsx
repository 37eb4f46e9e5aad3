import type { PunchAction } from '@tapclock/contracts';
import { NoteList } from '../components/note-list.tsx';
import { ReceiptFoot } from '../components/receipt-foot.tsx';
import { StateDisc } from '../components/state-disc.tsx';
import { greetingAt } from '../domain/greeting.ts';
import type { ScreenOf } from '../domain/kiosk-state.ts';
import { nameSize, toneOf } from '../domain/tone.ts';
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
      <div class="result-body">
        <StateDisc icon={action} isRecorded />
        <div class="result-words">
          <p class="result-greeting">{friendlyWord(action, hour, words)}</p>
          <h1 class="result-name" data-size={nameSize(person.shortName)} data-testid="name">
            {person.shortName}
          </h1>
          <p class="result-done">
            <b data-testid="done">{words.done[action]}</b>
            <time dateTime={occurredAt} data-testid="time">
              {format.time(occurredAt)}
            </time>
          </p>
          {shift !== null && (
            <p class="result-shift" data-testid="shift">
              {words.shift} {shift.name} {format.range(shift.startsAt, shift.endsAt)}
            </p>
          )}
          <NoteList notes={recordedNotes(recorded, words, format, store.wallMs.value)} />
        </div>
      </div>
      <ReceiptFoot delivery={delivery} receipt={receipt} />
    </section>
  );
}

function friendlyWord(action: PunchAction, hour: number, words: Messages): string {
  return action === 'clock-in' || action === 'auto'
    ? words.greeting[greetingAt(hour)]
    : words.farewell[action];
}
