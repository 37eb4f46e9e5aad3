import type { BoardPerson } from '@tapclock/contracts';
import type { PersonView } from '../domain/person-view.ts';
import { findingText } from '../i18n/status-text.ts';
import { useApp, useLanguage } from './app-context.ts';
import { DayLine } from './day-line.tsx';
import { HourScale } from './hour-scale.tsx';
import { useNowPosition } from './now-position.ts';

interface PanelPartProps {
  view: PersonView;
  person: BoardPerson;
}

/** The person's day drawn to scale, and the planned shifts as times. */
export function PanelShifts({ view, person }: PanelPartProps) {
  const { stores } = useApp();
  const { words, format } = useLanguage();
  const hasAxis = stores.board.view.value !== null;
  const now = useNowPosition();
  const kinds = [...new Set(view.line.map(part => part.kind))];
  return (
    <section class="panel-part">
      <h3>{words.shiftsTitle}</h3>
      {hasAxis && (
        <div class="panel-line" style={{ '--now': now }} aria-hidden="true">
          <DayLine parts={view.line} />
          <HourScale />
          <span class="legend">
            {kinds.map(kind => (
              <span key={kind}>
                <i class={`day-part day-${kind}`} />
                {words.legend[kind]}
              </span>
            ))}
          </span>
        </div>
      )}
      {person.shifts.length === 0 && <p class="quiet">{words.noShifts}</p>}
      <ul class="panel-list">
        {person.shifts.map(shift => (
          <li key={shift.startsAt}>
            <span>{format.weekday(Date.parse(shift.startsAt))}</span>
            <span>
              {format.time(Date.parse(shift.startsAt))}–{format.time(Date.parse(shift.endsAt))}
            </span>
            <span class="quiet">{shift.name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The last taps, newest first, with what was noticed in words. */
export function PanelTaps({ person }: Pick<PanelPartProps, 'person'>) {
  const { stores } = useApp();
  const { words, format } = useLanguage();
  const nowMs = stores.clock.nowMs.value ?? 0;
  return (
    <section class="panel-part">
      <h3>{words.tapsTitle}</h3>
      {person.recent.length === 0 && <p class="quiet">{words.noTaps}</p>}
      <ol class="panel-list panel-taps">
        {person.recent.map(tap => (
          <li key={tap.punchId} data-action={tap.action}>
            <time dateTime={tap.occurredAt}>{format.moment(Date.parse(tap.occurredAt), nowMs)}</time>
            <span>{words.actions[tap.action]}</span>
            {tap.findings.length > 0 && (
              <span class="hue-warn">
                {tap.findings.map(finding => findingText(finding, nowMs, words, format)).join(', ')}
              </span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
