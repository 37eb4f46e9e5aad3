import { useState } from 'preact/hooks';
import * as z from 'zod/mini';
import { accountWords } from '../i18n/account-words.ts';
import { formWords } from '../i18n/form-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Field, PasswordField } from './field.tsx';
import { Form, Problem, Submit } from './form-parts.tsx';
import { SecondFactorSteps } from './second-factor-steps.tsx';
import { useSending } from './sending.ts';

/** Sets one's own second factor up, or takes it away. */
export function OwnSecondFactor({ onChanged }: { onChanged: () => void }) {
  const { stores, session } = useApp();
  const { language } = useLanguage();
  const words = accountWords(language);
  const [isOpen, setIsOpen] = useState(false);
  const renewing = useSending();
  const isOn = stores.session.account.value?.secondFactor === true;
  const done = () =>
    renewing.send(async () => {
      await session.renew();
      setIsOpen(false);
      onChanged();
    });
  return (
    <section class="block" aria-labelledby="factor-title" data-testid="second-factor" data-on={isOn}>
      <h2 id="factor-title">{words.factor}</h2>
      <p class="quiet">{isOn ? words.factorOn : words.factorOff}</p>
      {!isOpen && (
        <div class="row-actions">
          <button type="button" class="button button-quiet" onClick={() => setIsOpen(true)}>
            {isOn ? words.remove : words.setUp}
          </button>
        </div>
      )}
      {isOpen &&
        (isOn ? (
          <Remove onDone={done} onCancel={() => setIsOpen(false)} />
        ) : (
          <SecondFactorSteps onDone={done} />
        ))}
      <Problem sending={renewing} />
    </section>
  );
}

function Remove({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = accountWords(language);
  const sending = useSending();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const submit = () =>
    sending.send(async () => {
      const body = { code, ...(password === '' ? {} : { password }) };
      await session.ask('/api/v1/auth/second-factor/remove', z.null(), { method: 'POST', body });
      onDone();
    });
  return (
    <Form sending={sending} onSubmit={submit}>
      <PasswordField
        label={words.current}
        name="password"
        value={password}
        onInput={setPassword}
        autocomplete="current-password"
        isRequired={false}
      />
      <Field label={words.code} name="code" value={code} onInput={setCode} autocomplete="one-time-code" />
      <Problem sending={sending} />
      <Submit sending={sending} isDangerous>
        {words.remove}
      </Submit>
      <button type="button" class="button button-quiet" onClick={onCancel}>
        {formWords(language).cancel}
      </button>
    </Form>
  );
}
