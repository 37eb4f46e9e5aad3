import { useState } from 'preact/hooks';
import * as z from 'zod/mini';
import { accountWords } from '../i18n/account-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { NewPasswordField, PasswordField } from './field.tsx';
import { Form, Problem, Submit } from './form-parts.tsx';
import { useSending } from './sending.ts';

/** Changes one's own password; all other sessions end. */
export function OwnPassword({ onChanged }: { onChanged: () => void }) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = accountWords(language);
  const sending = useSending();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [isChanged, setIsChanged] = useState(false);
  const submit = () =>
    sending.send(async () => {
      setIsChanged(false);
      await session.ask('/api/v1/auth/password', z.null(), { method: 'POST', body: { current, next } });
      setIsChanged(true);
      setCurrent('');
      setNext('');
      onChanged();
    });
  return (
    <section class="block" aria-labelledby="password-title">
      <h2 id="password-title">{words.password}</h2>
      <p class="quiet">{words.passwordLead}</p>
      <Form sending={sending} onSubmit={submit}>
        <PasswordField
          label={words.current}
          name="current"
          value={current}
          onInput={setCurrent}
          autocomplete="current-password"
        />
        <NewPasswordField
          label={words.next}
          name="next"
          value={next}
          onInput={setNext}
          problem={sending.refused?.fields.get('next')}
        />
        <Problem sending={sending} fields={['next']} />
        <p role="status" class="done-note">
          {isChanged ? words.changed : ''}
        </p>
        <Submit sending={sending}>{words.change}</Submit>
      </Form>
    </section>
  );
}
