import { LoginOptions } from '@tapclock/contracts';
import { useEffect, useState } from 'preact/hooks';
import { useApp, useLanguage } from '../components/app-context.ts';
import { EntranceFrame } from '../components/entrance-frame.tsx';
import { Field, PasswordField } from '../components/field.tsx';
import { Form, Problem, Submit } from '../components/form-parts.tsx';
import { useSending } from '../components/sending.ts';
import { SetUp } from '../components/set-up.tsx';
import { type EntranceWords, entranceWords, isProviderProblem } from '../i18n/entrance-words.ts';
import type { LeftWhy } from '../stores/session.store.ts';

const PROVIDER_START = '/api/v1/auth/oidc/start';
const PROVIDER_CODE = '/api/v1/auth/oidc/code';

/** Log in, or set up a hub where nobody has an account yet. */
export function LoginPage() {
  const { session } = useApp();
  const [options, setOptions] = useState<LoginOptions | null>(null);
  useEffect(() => {
    const end = new AbortController();
    // Without an answer the form is there all the same; it says that the hub is away when it is sent.
    session.ask('/api/v1/auth/options', LoginOptions, { signal: end.signal }).then(
      ({ data }) => setOptions(data),
      () => undefined,
    );
    return () => end.abort();
  }, []);
  if (options?.setupNeeded) return <SetUp />;
  return <LogIn provider={options?.identityProvider ?? null} />;
}

function LogIn({ provider }: { provider: string | null }) {
  const { session, stores, navigation } = useApp();
  const { language } = useLanguage();
  const words = entranceWords(language);
  const sending = useSending();
  const [query] = useState(() => new URLSearchParams(window.location.search));
  const isProviderCode = query.get('step') === 'code';
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [isCodeAsked, setIsCodeAsked] = useState(isProviderCode);
  const hasCodeStep = isCodeAsked || sending.refused?.code === 'SECOND_FACTOR_REQUIRED';

  const submit = () =>
    sending.send(async () => {
      if (isProviderCode) await session.enter(PROVIDER_CODE, { code });
      else await session.logIn({ email, password, ...(hasCodeStep ? { code } : {}) });
      if (stores.page.path.peek() === '/login') navigation.replace('/');
    });
  const restart = () => {
    sending.forget();
    setIsCodeAsked(false);
    setCode('');
    if (isProviderCode) window.location.assign('/login');
  };

  if (hasCodeStep) {
    return (
      <EntranceFrame title={words.codeTitle} lead={words.codeLead}>
        <Form
          sending={sending}
          onSubmit={() => {
            // The next refusal is about the code: the step stays.
            setIsCodeAsked(true);
            void submit();
          }}
        >
          <Field
            key="code"
            label={words.code}
            name="code"
            value={code}
            onInput={setCode}
            autocomplete="one-time-code"
            maxLength={20}
            hasFocus
          />
          {sending.refused?.code !== 'SECOND_FACTOR_REQUIRED' && <Problem sending={sending} />}
          <Submit sending={sending}>{words.goOn}</Submit>
          <button type="button" class="button button-quiet" onClick={restart}>
            {words.back}
          </button>
        </Form>
      </EntranceFrame>
    );
  }
  const state = stores.session.state.value;
  return (
    <EntranceFrame title={words.logIn} lead={state.kind === 'out' ? leadOf(state.why, words) : null}>
      <Form sending={sending} onSubmit={submit} label={words.logIn}>
        <ProviderProblemNote problem={query.get('problem')} words={words} />
        <Field
          key="email"
          label={words.email}
          name="email"
          type="email"
          value={email}
          onInput={setEmail}
          autocomplete="username"
          hasFocus
        />
        <PasswordField
          label={words.password}
          name="password"
          value={password}
          onInput={setPassword}
          autocomplete="current-password"
        />
        <Problem sending={sending} />
        <Submit sending={sending}>{words.logIn}</Submit>
        {provider !== null && (
          <>
            <p class="entrance-or">{words.or}</p>
            <a class="button button-quiet" href={PROVIDER_START} data-testid="provider">
              {words.logInWith(provider)}
            </a>
          </>
        )}
        <p class="field-hint">{words.forgotten}</p>
      </Form>
    </EntranceFrame>
  );
}

function leadOf(why: LeftWhy, words: EntranceWords): string | null {
  return { never: null, ended: words.ended, 'logged-out': words.loggedOut }[why];
}

function ProviderProblemNote({ problem, words }: { problem: string | null; words: EntranceWords }) {
  if (problem === null || !isProviderProblem(problem)) return null;
  return (
    <p class="form-problem" role="alert">
      {words.providerProblems[problem]}
    </p>
  );
}
