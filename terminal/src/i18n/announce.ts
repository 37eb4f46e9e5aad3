import type { Shown } from '../domain/kiosk-state.ts';
import type { Format } from './format.ts';
import type { Messages } from './messages.ts';
import { recordedNotes } from './notes.ts';
import { pairingText } from './pairing-text.ts';

/** One sentence for a screen reader when the screen changes; empty where nothing happened to anybody. */
export function announcement(screen: Shown, words: Messages, format: Format, nowMs: number): string {
  switch (screen.screen) {
    case 'recorded':
      return [
        `${words.done[screen.action]}, ${screen.person.shortName}, ${format.time(screen.occurredAt)}`,
        ...recordedNotes(screen, words, format, nowMs).map(note => note.text),
      ].join('. ');
    case 'already-recorded':
      return `${words.alreadyDone[screen.action]}, ${screen.person.shortName}, ${format.time(screen.occurredAt)}`;
    case 'unknown-badge':
      return screen.verdict !== null && screen.verdict.employee !== null
        ? `${words.badgeKnown}. ${words.badgeKnownHint}`
        : `${words.newBadge}. ${words.newBadgeHint} ${words.newBadgeAction}`;
    case 'refused':
      return `${words.refusedTitle}. ${words.refusedHint}`;
    case 'card':
      return `${screen.person.shortName}, ${words.states[screen.state]}. ${words.actions[screen.proposed]}?`;
    case 'pin':
      return screen.error === null ? '' : words.pinErrors[screen.error];
    case 'starting':
      return `${words.startingTitle}. ${words.startingHint}`;
    case 'pairing':
      return pairingText(screen.step, words).title;
    case 'idle':
    case 'identify':
      return '';
  }
}
