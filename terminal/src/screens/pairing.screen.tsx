import { type PairingStep, shownPairingCode } from '@tapclock/contracts';
import { FitText } from '../components/fit-text.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import { PairingBar } from '../components/pairing-bar.tsx';
import { PairingCodePanel } from '../components/pairing-code-panel.tsx';
import { lineChars } from '../domain/fit.ts';
import { pairingText } from '../i18n/pairing-text.ts';
import { useKiosk } from '../services/kiosk-context.ts';

type Waiting = Exclude<PairingStep['step'], 'code'>;

const ICONS: Record<Waiting, IconName> = {
  asking: 'starting',
  'hub-away': 'offline',
  refused: 'mistake',
  paired: 'check',
};

/** A terminal that belongs to no site yet: what an administrator does, and that nobody taps here. */
export function PairingScreen({ step }: { step: PairingStep }) {
  const words = useKiosk().store.words.value;
  const { title, hint } = pairingText(step, words);
  return (
    <section
      class="screen pairing"
      data-testid="screen-pairing"
      data-step={step.step}
      data-tone={step.step === 'paired' ? 'in' : undefined}
    >
      <PairingBar />
      {step.step === 'code' ? (
        <PairingCodePanel
          code={shownPairingCode(step.code)}
          fingerprint={step.fingerprint}
          hub={step.hub}
          hubAway={step.hubAway}
        />
      ) : (
        <div class="result-body">
          <div class="disc pairing-disc" aria-hidden="true">
            <Icon name={ICONS[step.step]} class="disc-icon" />
          </div>
          <div class="result-words">
            <FitText chars={lineChars(title)} class="result-title">
              <h1 data-testid="title">{title}</h1>
            </FitText>
            <p class="result-text">{hint}</p>
          </div>
        </div>
      )}
    </section>
  );
}
