import { KEYS, type Key } from '../domain/keypad.ts';
import { useKiosk } from '../services/kiosk-context.ts';
import { Icon } from './icon.tsx';

type Props = {
  onKey: (key: Key) => void;
  onDone: () => void;
  doneLabel: string;
  isOff: boolean;
  isDoneOff: boolean;
};

/** Twelve keys for a gloved thumb, in the order of a telephone. */
export function Keypad({ onKey, onDone, doneLabel, isOff, isDoneOff }: Props) {
  const words = useKiosk().store.words.value;
  return (
    <div class="keypad">
      {KEYS.map(key => (
        <button key={key} type="button" data-key={key} disabled={isOff} onClick={() => onKey(key)}>
          {key === 'back' ? (
            <>
              <Icon name="delete" />
              <span class="unseen">{words.deleteDigit}</span>
            </>
          ) : (
            key
          )}
        </button>
      ))}
      <button
        type="button"
        class="keypad-done"
        data-key="done"
        disabled={isOff || isDoneOff}
        onClick={onDone}
      >
        {doneLabel}
      </button>
    </div>
  );
}
