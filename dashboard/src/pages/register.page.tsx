import { useState } from 'preact/hooks';
import { useApp, useLanguage } from '../components/app-context.ts';
import { EntranceFrame } from '../components/entrance-frame.tsx';
import { Field, NewPasswordField } from '../components/field.tsx';
import { Form, Problem, Submit } from '../components/form-parts.tsx';
import { useSending } from '../components/sending.ts';
import { NoTicket } from '../components/ticket-frame.tsx';
import { entranceWords } from '../i18n/entrance-words.ts';
import { ticketOf } from '../services/ticket.ts';

/** Makes the account that an invitation is for, and logs in. */
export function RegisterPage() {
  const { session, navigation } = useApp();
  const { language } = useLanguage();
  const words = entranceWords(language);
  const sending = useSending();
  const [ticket] = useState(() => ticketOf(window.location.hash));
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  if (ticket === null) return <NoTicket />;
  const problemOf = (field: string) => sending.refused?.fields.get(field);
  const submit = () =>
    sending.send(async () => {
      await session.enter('/api/v1/auth/register', { ticket, name, password });
      navigation.replace('/');
    });
  return (
    <EntranceFrame title={words.register} lead={words.registerLead}>
      <Form sending={sending} onSubmit={submit} label={words.register}>
        <Field
          label={words.name}
          name="name"
          value={name}
          onInput={setName}
          autocomplete="name"
          problem={problemOf('name')}
          hasFocus
        />
        <NewPasswordField
          label={words.choosePassword}
          name="password"
          value={password}
          onInput={setPassword}
          problem={problemOf('password')}
        />
        <Problem sending={sending} fields={['name', 'password']} />
        <Submit sending={sending}>{words.makeAccount}</Submit>
      </Form>
    </EntranceFrame>
  );
}
