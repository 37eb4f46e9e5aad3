import type { BoardPerson } from '@tapclock/contracts';
import type { PersonView } from '../domain/person-view.ts';
import { statusSentence } from '../i18n/status-text.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Icon } from './icon.tsx';
import { PanelShifts, PanelTaps } from './panel-parts.tsx';
import { SidePanel } from './side-panel.tsx';
import { markOfStatus } from './state-mark.ts';

/** Details of the chosen person. */
export function PersonPanel() {
  const { stores } = useApp();
  const { words } = useLanguage();
  const employee = stores.floor.selected.value;
  const view = employee === null ? undefined : stores.board.person(employee).value;
  if (!view) return null;
  const person = stores.board.raw(view.employee);
  const board = stores.board.board.value;
  const area = board?.areas.find(candidate => candidate.id === view.area)?.name;
  const team = board?.teams.find(candidate => candidate.id === person?.team)?.name;
  const about = [area, team, words.personNumber(view.number)].filter(text => text !== undefined);
  return (
    <SidePanel
      name={view.name}
      about={about.join(' · ')}
      testId="person-panel"
      status={view.status.kind}
      onClose={() => stores.floor.select(null)}
    >
      {() => (
        <>
          <PersonState view={view} person={person} />
          {person && <PanelShifts view={view} person={person} />}
          {person && <PanelTaps person={person} />}
        </>
      )}
    </SidePanel>
  );
}

function PersonState({ view, person }: { view: PersonView; person: BoardPerson | undefined }) {
  const { stores } = useApp();
  const { words, format } = useLanguage();
  const mark = markOfStatus(view.status.kind);
  const isHere = person !== undefined && person.state !== 'out';
  return (
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
  );
}
