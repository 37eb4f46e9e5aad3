import type { PunchAction } from '@tapclock/contracts';
import { ActionButton } from '../components/action-button.tsx';
import { CountdownRing } from '../components/countdown-ring.tsx';
import { Icon } from '../components/icon.tsx';
import { PersonPanel } from '../components/person-panel.tsx';
import { TopBar } from '../components/top-bar.tsx';
import { longestWord } from '../domain/fit.ts';
import type { ScreenOf } from '../domain/kiosk-state.ts';
import { toneOf } from '../domain/tone.ts';
import { useKiosk } from '../services/kiosk-context.ts';

/** One person, one decision: the proposed action records itself, the others are a thumb away. */
export function CardScreen({ card }: { card: ScreenOf<'card'> }) {
  const { store, bridge, sounds } = useKiosk();
  const words = store.words.value;
  const { asked, revision } = store.state.value;
  const seconds = store.secondsLeft.value;
  const choose = (action: PunchAction) => {
    sounds.play('key');
    store.apply({ type: 'asked', visit: card.visit, action });
    bridge.send({ type: 'choose', visit: card.visit, action });
  };
  const cancel = () => {
    sounds.play('key');
    store.apply({ type: 'asked', visit: card.visit, action: 'cancel' });
    bridge.send({ type: 'cancel', visit: card.visit });
  };
  return (
    <section class="screen" data-testid="screen-card">
      <TopBar withTime />
      <div class="card">
        <PersonPanel card={card} />
        <div class="choices" data-count={card.others.length + 1}>
          <button
            type="button"
            class="proposed"
            data-testid="proposed"
            data-action={card.proposed}
            data-tone={toneOf(card.proposed)}
            data-asked={asked?.action === card.proposed}
            disabled={asked !== null}
            onClick={() => choose(card.proposed)}
          >
            <CountdownRing key={revision} icon={card.proposed} {...card.countdown} />
            <span class="proposed-words">
              <b class="fit-line" style={`--chars:${longestWord(words.actions[card.proposed])}`}>
                {words.actions[card.proposed]}
              </b>
              <span>{seconds > 0 ? words.recordsItself(String(seconds)) : words.recordsNow}</span>
              <span>{words.orTapAgain}</span>
            </span>
          </button>
          <div class="others">
            {card.others.map(action => (
              <ActionButton
                key={action}
                action={action}
                onChoose={choose}
                isAsked={asked?.action === action}
                isOff={asked !== null}
              />
            ))}
            <button
              type="button"
              class="action action-cancel"
              data-testid="cancel"
              data-action="cancel"
              data-asked={asked?.action === 'cancel'}
              disabled={asked !== null}
              onClick={cancel}
            >
              <Icon name="cancel" />
              <span>
                {words.cancel}
                <small>{words.cancelHint}</small>
              </span>
            </button>
          </div>
        </div>
      </div>
    </section>
  );
}
