import { groupOf } from '../domain/person-view.ts';
import { rowText } from '../i18n/status-text.ts';
import { useApp, useLanguage } from './app-context.ts';
import { DayLine } from './day-line.tsx';
import { Icon } from './icon.tsx';
import { markOfStatus } from './state-mark.ts';

interface PersonRowProps {
  employee: string;
}

/** One person. Draws itself again only when what it shows changes; where it stands is the list's business. */
export function PersonRow({ employee }: PersonRowProps) {
  const { stores } = useApp();
  const { words, format } = useLanguage();
  const view = stores.board.person(employee).value;
  const revision = stores.board.revision(employee).value;
  if (!view) return null;
  const text = rowText(view.status, words, format);
  const mark = markOfStatus(view.status.kind);
  return (
    <li
      class="person"
      data-employee={employee}
      data-number={view.number}
      data-status={view.status.kind}
      data-group={groupOf(view.status)}
      data-area={view.area}
    >
      <button
        type="button"
        class="person-button"
        aria-haspopup="dialog"
        onClick={() => stores.floor.select(employee)}
      >
        {revision > 0 && <span key={revision} class="person-changed" data-revision={revision} />}
        <span class={`person-icon hue-${mark.hue}`}>
          <Icon name={mark.icon} />
        </span>
        <span class="person-name">{view.name}</span>
        <span class="person-detail">
          <span class={`person-state hue-${mark.hue}`}>{text.state}</span>
          {text.detail !== null && <span class="person-more"> · {text.detail}</span>}
        </span>
        <DayLine parts={view.line} />
        <span class="person-time">{text.time}</span>
      </button>
    </li>
  );
}
