import { PASSWORD_BYTES_MAX, PASSWORD_LENGTH_MIN } from '@tapclock/contracts';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { formWords } from '../i18n/form-words.ts';
import { useLanguage } from './app-context.ts';
import { Icon } from './icon.tsx';

interface FieldProps {
  label: string;
  name: string;
  value: string;
  onInput: (value: string) => void;
  type?: 'text' | 'email' | 'password';
  autocomplete?: string;
  inputMode?: 'text' | 'numeric' | 'email';
  /** What is wrong with it, in words. */
  problem?: string | undefined;
  hint?: ComponentChildren;
  isRequired?: boolean;
  hasFocus?: boolean;
  maxLength?: number;
  class?: string;
}

/** One line to fill in, with its name above and what is wrong below. */
export function Field(props: FieldProps) {
  const id = useId();
  const element = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (props.hasFocus) element.current?.focus();
  }, []);
  const { label, problem, hint, type = 'text', isRequired = true } = props;
  const described = [problem && `${id}-problem`, hint && `${id}-hint`].filter(part => part);
  const input = {
    ref: element,
    id,
    name: props.name,
    value: props.value,
    autocomplete: props.autocomplete ?? 'off',
    autocapitalize: 'none',
    spellcheck: false,
    inputMode: props.inputMode,
    maxLength: props.maxLength,
    required: isRequired,
    'aria-invalid': problem !== undefined,
    'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
    onInput: (event: { currentTarget: HTMLInputElement }) => props.onInput(event.currentTarget.value),
  } as const;
  return (
    <div class={`field ${props.class ?? ''}`}>
      <label for={id}>{label}</label>
      {type === 'password' ? (
        <input type="password" {...input} />
      ) : type === 'email' ? (
        <input type="email" {...input} />
      ) : (
        <input type="text" {...input} />
      )}
      {hint && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${id}-problem`} class="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

type PasswordProps = Omit<FieldProps, 'type' | 'hint'>;

/** A password that can be looked at: who may see what they type makes fewer mistakes (NIST SP 800-63B-4, 3.1.1.2). */
export function PasswordField(props: PasswordProps & { hint?: ComponentChildren }) {
  const { language } = useLanguage();
  const words = formWords(language);
  const [isShown, setIsShown] = useState(false);
  return (
    <div class="field-password">
      <Field {...props} type={isShown ? 'text' : 'password'} maxLength={1_024} />
      <button
        type="button"
        class="field-eye"
        aria-pressed={isShown}
        aria-label={words.showPassword}
        onClick={() => setIsShown(!isShown)}
      >
        {isShown ? words.hide : words.show}
      </button>
    </div>
  );
}

/** A password that somebody chooses, with what the rules say of it so far. Whether it is easily guessed only the hub knows. */
export function NewPasswordField(props: PasswordProps) {
  const { language } = useLanguage();
  const words = formWords(language);
  const characters = [...props.value].length;
  const isLong = characters >= PASSWORD_LENGTH_MIN;
  const isTooLong = new TextEncoder().encode(props.value.normalize('NFC')).length > PASSWORD_BYTES_MAX;
  const hint = isTooLong ? (
    words.passwordTooLong
  ) : (
    <span class={isLong ? 'rule rule-kept' : 'rule'} data-testid="password-rule" data-kept={isLong}>
      <Icon name={isLong ? 'settled' : 'missing'} />
      {isLong ? words.passwordLong : words.passwordMore(PASSWORD_LENGTH_MIN - characters)}
    </span>
  );
  return <PasswordField {...props} autocomplete="new-password" hint={hint} />;
}
