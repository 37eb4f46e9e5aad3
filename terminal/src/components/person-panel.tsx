import { lineChars } from '../domain/fit.ts';
import type { ScreenOf } from '../domain/kiosk-state.ts';
import { warningNotes } from '../i18n/notes.ts';
import { useKiosk } from '../services/kiosk-context.ts';
import { FitText } from './fit-text.tsx';
import { NoteList } from './note-list.tsx';
import { StateChip } from './state-chip.tsx';

/** Longest stay that is told as a duration; beyond it the day it began says more. */
const DURATION_SECONDS_MAX = 16 * 3_600;

/** Who this is and how things stand: name, state, shift, week, and what the bridge noticed. */
export function PersonPanel({ card }: { card: ScreenOf<'card'> }) {
  const { store } = useKiosk();
  const words = store.words.value;
  const format = store.format.value;
  const nowMs = store.wallMs.value;
  const { shift, weekMinutes } = card;
  return (
    <div class="person" data-notes={card.warnings.length > 0}>
      <div class="person-who">
        <FitText chars={lineChars(card.person.shortName)} class="person-name">
          <h1 data-testid="name">{card.person.shortName}</h1>
        </FitText>
        <div class="person-state">
          <StateChip state={card.state} />
          <Since card={card} />
        </div>
      </div>
      <NoteList notes={warningNotes(card.warnings, words, format, nowMs)} />
      <dl class="facts">
        <div data-testid="fact-shift">
          <dt>{words.shift}</dt>
          <dd>
            {shift === null ? (
              words.noShift
            ) : (
              <>
                <span class="fact-name">{shift.name}</span> {format.range(shift.startsAt, shift.endsAt)}
              </>
            )}
          </dd>
        </div>
        {weekMinutes !== null && card.warnings.length < 2 && (
          <div data-testid="fact-week">
            <dt>{words.thisWeek}</dt>
            <dd>{format.duration(weekMinutes * 60)}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function Since({ card }: { card: ScreenOf<'card'> }) {
  const { store } = useKiosk();
  const format = store.format.value;
  const nowMs = store.wallMs.value;
  if (card.since === null) return <p class="person-since">{store.words.value.neverClocked}</p>;
  const seconds = Math.floor((nowMs - Date.parse(card.since)) / 1_000);
  const isTold = card.state !== 'out' && seconds >= 0 && seconds <= DURATION_SECONDS_MAX;
  return (
    <p class="person-since" data-testid="since">
      {store.words.value.since(card.state, format.moment(card.since, nowMs))}
      {isTold && <span class="person-duration">{format.duration(seconds)}</span>}
    </p>
  );
}
