import type { Note } from '../i18n/notes.ts';
import { Icon } from './icon.tsx';

/** Short remarks about a punch, each with its mark. Draws nothing when there is nothing to say. */
export function NoteList({ notes }: { notes: readonly Note[] }) {
  if (notes.length === 0) return null;
  return (
    <ul class="notes">
      {notes.map(note => (
        <li key={note.code} class="note" data-testid="note" data-code={note.code} data-kind={note.kind}>
          <Icon name={note.kind === 'good' ? 'check' : 'attention'} />
          <span>{note.text}</span>
        </li>
      ))}
    </ul>
  );
}
