import type { BoardPerson } from '@tapclock/contracts';
import { useEffect, useRef } from 'preact/hooks';
import type { PersonView } from '../domain/person-view.ts';
import { statusSentence } from '../i18n/status-text.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Icon } from './icon.tsx';
import { PanelShifts, PanelTaps } from './panel-parts.tsx';
import { markOfStatus } from './state-mark.ts';

/** Details of the chosen person: a panel at the side, a sheet on a phone. Escape, the cross or a tap outside closes. */
export function PersonPanel() {
  const { stores } = useApp();
  const employee = stores.floor.selected.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const view = employee === null ? undefined : stores.board.person(employee).value;
  const isOpen = view !== undefined;

  useEffect(() => {
    // A modal dialog keeps the focus inside and gives it back to the row when it closes.
    if (isOpen && dialog.current?.open === false) dialog.current.showModal();
  }, [isOpen]);

  if (!view) return null;
  const close = () => dialog.current?.close();
  const person = stores.board.raw(view.employee);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard closes a dialog with Escape, which the browser handles
    <dialog
      ref={dialog}
      class="panel"
      aria-labelledby="panel-name"
      data-testid="person-panel"
      data-status={view.status.kind}
      onClose={() => stores.floor.select(null)}
      onClick={event => event.target === dialog.current && close()}
    >
      <div class="panel-body">
        <PanelHead view={view} person={person} onClose={close} />
        {person && <PanelShifts view={view} person={person} />}
        {person && <PanelTaps person={person} />}
      </div>
    </dialog>
  );
}

interface PanelHeadProps {
  view: PersonView;
  person: BoardPerson | undefined;
  onClose: () => void;
}

function PanelHead({ view, person, onClose }: PanelHeadProps) {
  const { stores } = useApp();
  const { words, format } = useLanguage();
  const mark = markOfStatus(view.status.kind);
  const board = stores.board.board.value;
  const area = board?.areas.find(candidate => candidate.id === view.area)?.name;
  const team = board?.teams.find(candidate => candidate.id === person?.team)?.name;
  const isHere = person !== undefined && person.state !== 'out';
  const about = [area, team, words.personNumber(view.number)].filter(text => text !== undefined);
  return (
    <>
      <header class="panel-head">
        <div>
          <h2 id="panel-name">{view.name}</h2>
          <p class="quiet">{about.join(' · ')}</p>
        </div>
        <button type="button" class="panel-close" aria-label={words.close} onClick={onClose}>
          <Icon name="clear" size={22} />
        </button>
      </header>
      <div class={`panel-state tint-${mark.hue}`}>
        <span class={`hue-${mark.hue}`}>
          <Icon name={mark.icon} size={28} />
        </span>
        <div>
          <b>{words.states[view.status.kind]}</b>
          <p>
            {statusSentence(view.status, stores.clock.nowMs.value ?? 0, words, format)}
            {isHere && person.place ? ` ${words.lastTapAt(person.place)}` : ''}
          </p>
        </div>
      </div>
    </>
  );
}
