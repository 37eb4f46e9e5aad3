import { useState } from 'preact/hooks';
import * as z from 'zod/mini';
import { useApp, useLanguage } from '../components/app-context.ts';
import { EntranceFrame } from '../components/entrance-frame.tsx';
import { NewPasswordField } from '../components/field.tsx';
import { Form, Problem, Submit } from '../components/form-parts.tsx';
import { useSending } from '../components/sending.ts';
import { NoTicket } from '../components/ticket-frame.tsx';
import { entranceWords } from '../i18n/entrance-words.ts';
import { ticketOf } from '../services/ticket.ts';

/** Chooses a new password with the ticket of an administrator. */
export function NewPasswordPage() {
  const { session, navigation } = useApp();
  const { language } = useLanguage();
  const words = entranceWords(language);
  const sending = useSending();
  const [ticket] = useState(() => ticketOf(window.location.hash));
  const [password, setPassword] = useState('');
  const [isSaved, setIsSaved] = useState(false);
  if (ticket === null) return <NoTicket />;
  if (isSaved) {
    return (
      <EntranceFrame title={words.newPassword} lead={words.saved}>
        <button type="button" class="button" data-testid="to-login" onClick={() => navigation.replace('/')}>
          {words.toLogin}
        </button>
      </EntranceFrame>
    );
  }
  const submit = () =>
    sending.send(async () => {
      const body = { ticket, password };
      await session.ask('/api/v1/auth/password-reset', z.null(), { method: 'POST', body });
      setIsSaved(true);
    });
  return (
    <EntranceFrame title={words.newPassword} lead={words.newPasswordLead}>
      <Form sending={sending} onSubmit={submit} label={words.newPassword}>
        <NewPasswordField
          label={words.newPassword}
          name="password"
          value={password}
          onInput={setPassword}
          problem={sending.refused?.fields.get('password')}
          hasFocus
        />
        <Problem sending={sending} fields={['password']} />
        <Submit sending={sending}>{words.savePassword}</Submit>
      </Form>
    </EntranceFrame>
  );
}
