import type { BoardTerminal } from '@tapclock/contracts';
import { clockOffSeconds } from '../domain/attention.ts';
import { BOARD_LIMITS } from '../domain/limits.ts';
import { spanWithSeconds } from '../i18n/attention-text.ts';
import { readerProblemText } from '../i18n/reader-problem.ts';
import { useApp, useLanguage } from './app-context.ts';

/** How a kiosk is: when it was heard and tapped last, what waits in it, what is wrong with it. */
export function TerminalFacts({ terminal }: { terminal: BoardTerminal }) {
  const { stores } = useApp();
  const { words, format } = useLanguage();
  const nowMs = stores.clock.nowMs.value ?? 0;
  const at = (instant: string) => format.moment(Date.parse(instant), nowMs);
  const facts: { text: string; isOdd: boolean }[] = [];
  if (!terminal.online) {
    const text = terminal.lastSeenAt === null ? words.neverHeard : words.heardLast(at(terminal.lastSeenAt));
    facts.push({ text, isOdd: true });
  }
  facts.push({
    text: terminal.lastPunchAt === null ? words.noTapEver : words.lastTap(at(terminal.lastPunchAt)),
    isOdd: false,
  });
  const depth = terminal.journalDepth;
  if (depth !== null)
    facts.push({ text: depth > 0 ? words.keptThere(depth) : words.nothingKept, isOdd: depth > 0 });
  const off = terminal.online ? clockOffSeconds(terminal, BOARD_LIMITS) : 0;
  if (off !== 0) {
    const span = spanWithSeconds(off, format);
    facts.push({ text: off > 0 ? words.clockAhead(span) : words.clockBehind(span), isOdd: true });
  }
  for (const reader of terminal.online ? terminal.readers : []) {
    const text = readerProblemText(reader, words);
    if (text === null) continue;
    facts.push({ text: reader.problem === null ? text : words.readerTrouble(text), isOdd: isDown(reader) });
  }
  if (terminal.alarm) facts.push({ text: words.alarmWord, isOdd: true });
  return (
    <span class="terminal-facts">
      {facts.map(({ text, isOdd }) => (
        <span key={text} class={isOdd ? 'fact-odd' : undefined}>
          {text}
        </span>
      ))}
    </span>
  );
}

export function isDown({ state }: BoardTerminal['readers'][number]): boolean {
  return state === 'missing' || state === 'silent';
}
