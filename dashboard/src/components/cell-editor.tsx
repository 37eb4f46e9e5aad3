import { CellsEdited, type PlanCell, type PlanRow, type ShiftTemplate } from '@tapclock/contracts';
import { dateText } from '../i18n/date-text.ts';
import type { Format } from '../i18n/format.ts';
import { weekWords } from '../i18n/week-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Problem } from './form-parts.tsx';
import { useSending } from './sending.ts';
import { SidePanel } from './side-panel.tsx';

interface CellEditorProps {
  site: string;
  row: PlanRow;
  cell: PlanCell;
  templates: readonly ShiftTemplate[];
  format: Format;
  onClose: () => void;
  /** The plan is another now, by oneself or by somebody who was quicker. */
  onChanged: () => void;
}

/** What is planned for one person on one date; one press drafts a shift, a day off, or drops the draft. */
export function CellEditor({ site, row, cell, templates, format, onClose, onChanged }: CellEditorProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const mine = weekWords(language);
  const sending = useSending();
  const conflicts = row.conflicts.filter(({ date }) => date === cell.date);
  const draft = async (shifts: string[] | null, close: () => void) => {
    const edit = { employee: row.employee, date: cell.date, shifts, seen: cell.tag };
    const isDone = await sending.send(async () => {
      const request = { method: 'POST', body: { cells: [edit] } } as const;
      await session.ask(`/api/v1/sites/${site}/schedule/cells`, CellsEdited, request);
    });
    onChanged();
    if (isDone) close();
  };
  const drafted = cell.draft?.shifts[0]?.shift;
  return (
    <SidePanel name={row.name} about={dateText(cell.date, language)} testId="cell-editor" onClose={onClose}>
      {close => (
        <>
          {conflicts.length > 0 && (
            <section class="panel-part">
              <h3>{mine.conflicts}</h3>
              <ul>
                {conflicts.map(({ code, level, message }) => (
                  <li key={code} class={level === 'error' ? 'hue-stop' : 'hue-warn'}>
                    {format.moments(message)}
                  </li>
                ))}
              </ul>
            </section>
          )}
          <section class="panel-part">
            <h3>{mine.published}</h3>
            <p>
              {cell.published.length === 0
                ? mine.dayOff
                : cell.published
                    .map(
                      ({ name, startsAt, endsAt }) =>
                        `${name} ${format.time(Date.parse(startsAt))}–${format.time(Date.parse(endsAt))}`,
                    )
                    .join(', ')}
            </p>
            {cell.draft !== null && (
              <p class="quiet">
                {mine.draftedBy(cell.draft.by, format.moment(Date.parse(cell.draft.at), Date.now()))}
              </p>
            )}
          </section>
          <section class="panel-part">
            <h3>{mine.setTo}</h3>
            <Problem sending={sending} />
            <div class="cell-choices">
              {templates.map(({ id, name, starts, ends }) => (
                <button
                  key={id}
                  type="button"
                  class="button button-quiet"
                  aria-pressed={drafted === id}
                  data-shift={id}
                  onClick={() => void draft([id], close)}
                >
                  <b>{name}</b>
                  <span class="quiet">
                    {starts}–{ends}
                  </span>
                </button>
              ))}
              <button
                type="button"
                class="button button-quiet"
                aria-pressed={cell.draft !== null && cell.draft.shifts.length === 0}
                data-testid="day-off"
                onClick={() => void draft([], close)}
              >
                <b>{mine.dayOff}</b>
              </button>
              {cell.draft !== null && (
                <button
                  type="button"
                  class="button button-quiet"
                  data-testid="drop-draft"
                  onClick={() => void draft(null, close)}
                >
                  <b>{mine.dropDraft}</b>
                </button>
              )}
            </div>
          </section>
        </>
      )}
    </SidePanel>
  );
}
