import type { ComponentChildren } from 'preact';
import '../styles/forms.css';
import '../styles/entrance.css';
import { LanguageSwitch } from './language-switch.tsx';

interface EntranceFrameProps {
  title: string;
  /** What this is for, in a sentence. */
  lead?: string | null;
  children: ComponentChildren;
}

/** Stands in front of everything else: log in, set up, register, a new password, a second factor. */
export function EntranceFrame({ title, lead, children }: EntranceFrameProps) {
  return (
    <main class="entrance">
      <div class="entrance-card">
        <header class="entrance-head">
          <img src="/icon.svg" width="44" height="44" alt="" />
          <span>Tapclock</span>
        </header>
        <h1>{title}</h1>
        {lead && <p class="quiet">{lead}</p>}
        {children}
      </div>
      <LanguageSwitch />
    </main>
  );
}
