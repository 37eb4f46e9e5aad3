import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';
import { Keypad } from '../components/keypad.tsx';
import { TopBar } from '../components/top-bar.tsx';
import { lockSeconds } from '../domain/countdown.ts';
import { DIGITS_MAX, type Key, press } from '../domain/keypad.ts';
import type { ScreenOf } from '../domain/kiosk-state.ts';
import { useKiosk } from '../services/kiosk-context.ts';

/** Number, then PIN, for a person without a badge. The digits live only here and go out once. */
export function PinScreen({ pin }: { pin: ScreenOf<'pin'> }) {
  const { store, bridge, sounds } = useKiosk();
  const words = store.words.value;
  const digits = useSignal('');
  const { revision, arrivedAtMs, readerDigits } = store.state.value;
  const locked = lockSeconds(pin.retryAfterMs, arrivedAtMs, store.nowMs.value);
  const isOff = pin.checking || locked > 0;

  // An answer of the bridge ends a try: what was typed for it must not be the start of the next one.
  useEffect(() => {
    if (!pin.checking) digits.value = '';
  }, [revision]);

  const onKey = (key: Key) => {
    sounds.play('key');
    digits.value = press(digits.value, key);
  };
  const onDone = () => {
    sounds.play('key');
    bridge.send({ type: 'pin-enter', visit: pin.visit, digits: digits.value });
  };
  const isNumber = pin.step === 'number';
  return (
    <section class="screen" data-testid="screen-pin" data-step={pin.step} data-error={pin.error ?? 'none'}>
      <TopBar withTime />
      <div class="pin">
        <div class="pin-side">
          <div>
            <h1>{isNumber ? words.pinNumberTitle : words.pinTitle}</h1>
            <p class="pin-hint">{words.pinStep(isNumber ? '1' : '2', '2')}</p>
          </div>
          <Digits digits={digits.value} readerDigits={readerDigits} isMasked={!isNumber} />
          <PinMessage pin={pin} lockedSeconds={locked} />
          <button
            type="button"
            class="action action-cancel"
            data-testid="cancel"
            data-action="cancel"
            onClick={() => bridge.send({ type: 'cancel', visit: pin.visit })}
          >
            <Icon name="cancel" />
            <span>{words.cancel}</span>
          </button>
        </div>
        <Keypad
          onKey={onKey}
          onDone={onDone}
          doneLabel={isNumber ? words.next : words.ok}
          isOff={isOff}
          isDoneOff={digits.value === ''}
        />
      </div>
    </section>
  );
}

interface DigitsProps {
  digits: string;
  /** Typed on the reader's own keypad: only their number is known here. */
  readerDigits: number;
  isMasked: boolean;
}

function Digits({ digits, readerDigits, isMasked }: DigitsProps) {
  const words = useKiosk().store.words.value;
  const count = digits.length > 0 ? digits.length : readerDigits;
  const shown = digits.length > 0 && !isMasked ? digits : '●'.repeat(count);
  return (
    <p class="digits" data-testid="digits" data-count={count} data-full={count === DIGITS_MAX}>
      <span aria-hidden="true">{shown}</span>
      <i class="caret" aria-hidden="true" />
      <span class="unseen">{words.pinDigits(String(count))}</span>
    </p>
  );
}

function PinMessage({ pin, lockedSeconds }: { pin: ScreenOf<'pin'>; lockedSeconds: number }) {
  const words = useKiosk().store.words.value;
  if (pin.checking) return <p class="pin-message">{words.pinChecking}</p>;
  if (pin.error === null) return <p class="pin-message" />;
  return (
    <p class="pin-message pin-error" data-testid="pin-error" data-error={pin.error}>
      <Icon name="mistake" />
      <span>
        {words.pinErrors[pin.error]}
        {lockedSeconds > 0 && (
          <b data-testid="retry" data-seconds={lockedSeconds}>
            {' '}
            {words.pinRetry(String(lockedSeconds))}
          </b>
        )}
      </span>
    </p>
  );
}
