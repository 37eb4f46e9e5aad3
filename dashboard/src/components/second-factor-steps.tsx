import { SecondFactorOffer, SecondFactorOn } from '@tapclock/contracts';
import { useState } from 'preact/hooks';
import { entranceWords } from '../i18n/entrance-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Field, PasswordField } from './field.tsx';
import { CopyText, Form, Problem, Submit } from './form-parts.tsx';
import { QrCode } from './qr-code.tsx';
import { useSending } from './sending.ts';

const FACTOR = '/api/v1/auth/second-factor';

interface StepsProps {
  /** Everything is set up, and the recovery codes are kept. */
  onDone: () => void;
}

/** Password, then a code to scan, then a code that proves it, then the recovery codes. */
export function SecondFactorSteps({ onDone }: StepsProps) {
  const [offer, setOffer] = useState<SecondFactorOffer | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) return <RecoveryCodes codes={codes} onDone={onDone} />;
  if (offer !== null) return <Scan offer={offer} onOn={({ recoveryCodes }) => setCodes(recoveryCodes)} />;
  return <AskPassword onOffer={setOffer} />;
}

function AskPassword({ onOffer }: { onOffer: (offer: SecondFactorOffer) => void }) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = entranceWords(language);
  const sending = useSending();
  const [password, setPassword] = useState('');
  const submit = () =>
    sending.send(async () => {
      // Whoever logs in at the company's own provider has no password here.
      const body = password === '' ? {} : { password };
      onOffer((await session.ask(FACTOR, SecondFactorOffer, { method: 'POST', body })).data);
    });
  return (
    <Form sending={sending} onSubmit={submit}>
      <PasswordField
        label={words.factorPassword}
        name="password"
        value={password}
        onInput={setPassword}
        autocomplete="current-password"
        isRequired={false}
      />
      <Problem sending={sending} />
      <Submit sending={sending}>{words.factorBegin}</Submit>
    </Form>
  );
}

interface ScanProps {
  offer: SecondFactorOffer;
  onOn: (on: SecondFactorOn) => void;
}

function Scan({ offer, onOn }: ScanProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = entranceWords(language);
  const sending = useSending();
  const [code, setCode] = useState('');
  const submit = () =>
    sending.send(async () => {
      const body = { code: code.replace(/\s/g, '') };
      onOn((await session.ask(`${FACTOR}/confirm`, SecondFactorOn, { method: 'POST', body })).data);
    });
  return (
    <Form sending={sending} onSubmit={submit}>
      <div>
        <b>{words.factorScan}</b>
        <p class="field-hint">{words.factorApps}</p>
      </div>
      <QrCode text={offer.uri} label={words.factorQr} />
      <p class="field-hint">{words.factorSecret}</p>
      <CopyText text={offer.secret} label={words.factorSecret} />
      <Field
        label={words.factorCode}
        name="code"
        value={code}
        onInput={setCode}
        autocomplete="one-time-code"
        inputMode="numeric"
        maxLength={10}
      />
      <Problem sending={sending} />
      <Submit sending={sending}>{words.factorConfirm}</Submit>
    </Form>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { language } = useLanguage();
  const words = entranceWords(language);
  return (
    <div class="form" data-testid="recovery-codes">
      <p role="status">
        <b>{words.factorDone}</b>
      </p>
      <p>{words.recoveryLead}</p>
      <CopyText text={codes.join('\n')} label={words.recoveryCodes} />
      <button type="button" class="button button-quiet" onClick={() => window.print()}>
        {words.print}
      </button>
      <button type="button" class="button" data-testid="codes-kept" onClick={onDone}>
        {words.finish}
      </button>
    </div>
  );
}
