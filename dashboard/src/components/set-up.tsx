import { useState } from 'preact/hooks';
import { entranceWords } from '../i18n/entrance-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { EntranceFrame } from './entrance-frame.tsx';
import { Field, NewPasswordField } from './field.tsx';
import { Form, Problem, Submit } from './form-parts.tsx';
import { useSending } from './sending.ts';

/** Makes the first administrator, with the code that the hub printed. */
export function SetUp() {
  const { session, navigation } = useApp();
  const { language } = useLanguage();
  const words = entranceWords(language);
  const sending = useSending();
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const problemOf = (field: string) => sending.refused?.fields.get(field);
  const submit = () =>
    sending.send(async () => {
      await session.enter('/api/v1/auth/setup', { code: code.trim(), name, email, password, language });
      navigation.replace('/');
    });
  return (
    <EntranceFrame title={words.setUp} lead={words.setUpLead}>
      <Form sending={sending} onSubmit={submit} label={words.setUp}>
        <Field
          label={words.setUpCode}
          name="setup-code"
          value={code}
          onInput={setCode}
          hint={words.setUpCodeHint}
          problem={problemOf('code')}
          hasFocus
        />
        <Field
          label={words.name}
          name="name"
          value={name}
          onInput={setName}
          autocomplete="name"
          problem={problemOf('name')}
        />
        <Field
          label={words.email}
          name="email"
          type="email"
          value={email}
          onInput={setEmail}
          autocomplete="username"
          problem={problemOf('email')}
        />
        <NewPasswordField
          label={words.choosePassword}
          name="password"
          value={password}
          onInput={setPassword}
          problem={problemOf('password')}
        />
        <Problem sending={sending} fields={['code', 'name', 'email', 'password']} />
        <Submit sending={sending}>{words.makeAccount}</Submit>
      </Form>
    </EntranceFrame>
  );
}
