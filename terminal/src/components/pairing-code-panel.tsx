import { useKiosk } from '../services/kiosk-context.ts';
import { FitText } from './fit-text.tsx';
import { Icon } from './icon.tsx';

/** Characters that take as much room as the widest code: every code is drawn in the same size. */
const WIDEST_CODE_CHARS = 13;

type Props = { code: string; fingerprint: string; hub: string; hubAway: boolean };

/** The code as large as the screen allows, and where to type it. */
export function PairingCodePanel({ code, fingerprint, hub, hubAway }: Props) {
  const { store } = useKiosk();
  const { pairing } = store.words.value;
  const seconds = store.secondsLeft.value;
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <>
      <div class="pairing-code">
        <h1>{pairing.codeTitle}</h1>
        <FitText chars={WIDEST_CODE_CHARS} class="pairing-code-text">
          <p data-testid="pairing-code">{code}</p>
        </FitText>
        {hubAway ? (
          <p class="pairing-state" data-away="true" data-testid="pairing-state">
            <Icon name="offline" />
            {pairing.codeHubAway}
          </p>
        ) : (
          <p class="pairing-state" data-testid="pairing-state">
            <Icon name="pairing" />
            {pairing.codeHint}
          </p>
        )}
      </div>
      <footer class="pairing-foot">
        <ol class="pairing-steps">
          {pairing.codeSteps(hub).map((text, index) => (
            <li key={text}>
              <b aria-hidden="true">{index + 1}</b>
              <span>{text}</span>
            </li>
          ))}
        </ol>
        <dl class="pairing-facts">
          <div>
            <dt>{pairing.fingerprint}</dt>
            <dd data-testid="fingerprint">{fingerprint}</dd>
          </div>
          <p>{pairing.codeGoodFor(time)}</p>
        </dl>
      </footer>
    </>
  );
}
