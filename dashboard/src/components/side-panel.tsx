import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useLanguage } from './app-context.ts';
import { Icon } from './icon.tsx';

interface SidePanelProps {
  name: string;
  about: string;
  testId: string;
  /** Says more about what is shown, for styles and tests. */
  kind?: string;
  status?: string;
  /** It was closed, by whatever. */
  onClose: () => void;
  /** What it shows; closes by itself with what it is given. */
  children: (close: () => void) => ComponentChildren;
}

/** What was chosen, at the side; a sheet on a phone. Escape, the cross or a press outside closes. Open as long as it is drawn. */
export function SidePanel({ name, about, testId, kind, status, onClose, children }: SidePanelProps) {
  const { words } = useLanguage();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    // A modal dialog keeps the focus inside and gives it back when it closes.
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const close = () => dialog.current?.close();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard closes a dialog with Escape, which the browser handles
    <dialog
      ref={dialog}
      class={kind === undefined ? 'panel' : `panel ${kind}`}
      aria-labelledby={id}
      data-testid={testId}
      data-status={status}
      onClose={onClose}
      onClick={event => event.target === dialog.current && close()}
    >
      <div class="panel-body">
        <header class="panel-head">
          <div>
            <h2 id={id}>{name}</h2>
            <p class="quiet">{about}</p>
          </div>
          <button type="button" class="panel-close" aria-label={words.close} onClick={close}>
            <Icon name="clear" size={22} />
          </button>
        </header>
        {children(close)}
      </div>
    </dialog>
  );
}
