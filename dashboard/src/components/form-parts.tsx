import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { formWords } from '../i18n/form-words.ts';
import { useLanguage } from './app-context.ts';
import { Icon } from './icon.tsx';
import type { Sending } from './sending.ts';

interface FormProps {
  sending: Sending;
  onSubmit: () => void;
  children: ComponentChildren;
  label?: string;
}

/** A form that the browser does not send: the hub is asked by script, and answers in place. */
export function Form({ sending, onSubmit, children, label }: FormProps) {
  return (
    <form
      class="form"
      aria-label={label}
      aria-busy={sending.isSending}
      onSubmit={event => {
        event.preventDefault();
        if (sending.waitSeconds === 0) onSubmit();
      }}
    >
      {children}
    </form>
  );
}

interface ProblemProps {
  sending: Sending;
  /** Fields that say themselves what is wrong with them. */
  fields?: readonly string[];
}

/** Why it was not done: in the words of the hub, or that it is away, or how long to wait. */
export function Problem({ sending, fields = [] }: ProblemProps) {
  const { language, format } = useLanguage();
  const words = formWords(language);
  const { refused, waitSeconds } = sending;
  const isSaidAtField = refused !== null && fields.some(field => refused.fields.has(field));
  if (waitSeconds === 0 && (refused === null || isSaidAtField)) return <div role="alert" />;
  const isWaiting = waitSeconds > 0;
  const said = refused?.message ? format.moments(refused.message) : null;
  return (
    <div role="alert" class="form-problem" data-testid="form-problem" data-code={refused?.code ?? ''}>
      <Icon name={isWaiting ? 'clock' : 'alert'} size={20} />
      {/* The seconds that count down are for the eyes: read aloud, they would never end. */}
      {isWaiting ? (
        <p>
          <span aria-hidden="true">{words.wait(words.seconds(waitSeconds))}</span>
          <span class="for-readers">{said ?? ''}</span>
        </p>
      ) : (
        <p>{said ?? words.hubAway}</p>
      )}
    </div>
  );
}

interface SubmitProps {
  sending: Sending;
  children: ComponentChildren;
  isDangerous?: boolean;
}

export function Submit({ sending, children, isDangerous = false }: SubmitProps) {
  return (
    <button
      type="submit"
      class={isDangerous ? 'button button-danger' : 'button'}
      aria-disabled={sending.isSending || sending.waitSeconds > 0}
      data-testid="submit"
    >
      {children}
    </button>
  );
}

/** Something to hand over, shown once, with a button that copies it. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const { language } = useLanguage();
  const words = formWords(language);
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  useEffect(() => setState('ready'), [text]);
  const copy = () => {
    // Browsers offer the clipboard on encrypted pages only.
    if (!('clipboard' in navigator)) return setState('failed');
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  return (
    <div class="copy">
      <output class="copy-text" aria-label={label} data-testid="copy-text">
        {text}
      </output>
      <button type="button" class="button button-quiet" onClick={copy}>
        {state === 'copied' ? words.copied : words.copy}
      </button>
      <p role="status" class="field-hint">
        {state === 'failed' ? words.copyFailed : ''}
      </p>
    </div>
  );
}
