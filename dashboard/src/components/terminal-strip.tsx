import type { BoardTerminal } from '@tapclock/contracts';
import { useApp, useLanguage } from './app-context.ts';
import { Icon } from './icon.tsx';
import { isDown, TerminalFacts } from './terminal-facts.tsx';

/** The kiosks of the site: whether they are heard, their last tap, and what still waits in them. */
export function TerminalStrip() {
  const { stores } = useApp();
  const { words } = useLanguage();
  const terminals = stores.board.board.value?.terminals ?? [];
  return (
    <section class="terminals" aria-labelledby="terminals-title">
      <h2 id="terminals-title" class="section-title">
        {words.terminals}
      </h2>
      {terminals.length === 0 ? (
        <p class="quiet">{words.noTerminals}</p>
      ) : (
        <ul class="terminal-items">
          {terminals.map(terminal => (
            <Terminal key={terminal.terminal} terminal={terminal} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface TerminalProps {
  terminal: BoardTerminal;
}

function Terminal({ terminal }: TerminalProps) {
  const { words } = useLanguage();
  const { online, alarm, readers } = terminal;
  const isTroubled = !online || alarm !== null || readers.some(isDown);
  const hue = isTroubled ? 'stop' : 'in';
  return (
    <li
      class={`terminal ${isTroubled ? 'terminal-troubled' : ''}`}
      data-terminal={terminal.terminal}
      data-online={online}
      data-depth={terminal.journalDepth ?? ''}
      data-alarm={alarm ?? ''}
    >
      <span class={`hue-${hue}`}>
        <Icon name={online ? 'reader' : 'offline'} size={20} />
      </span>
      <span class="terminal-text">
        <span>
          <b>{terminal.place}</b>{' '}
          <span class={`hue-${online ? 'in' : 'stop'}`}>{online ? words.online : words.offline}</span>
        </span>
        <TerminalFacts terminal={terminal} />
      </span>
    </li>
  );
}
