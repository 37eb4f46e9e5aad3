import { type ExceptionDetail, ExplainedTimesheet, PersonSchedule, type ReadyFix } from '@tapclock/contracts';
import { useEffect, useState } from 'preact/hooks';
import { exceptionLine } from '../domain/exception-line.ts';
import { hueOfConsequence, isOver } from '../domain/inbox.ts';
import { evidenceOf, overText } from '../i18n/exception-text.ts';
import { inboxWords } from '../i18n/inbox-words.ts';
import { type Ask, HubRefusal } from '../services/hub-ask.ts';
import { useApp, useLanguage } from './app-context.ts';
import { ExceptionLineDrawing } from './exception-line.tsx';
import { FixButtons } from './fix-buttons.tsx';
import { Icon } from './icon.tsx';
import { useInbox } from './inbox-context.ts';
import { useLoaded } from './loaded.ts';
import { SidePanel } from './side-panel.tsx';

/** One exception with the day around it, all its fixes, and its history. */
export function ExceptionPanel() {
  const { store, desk } = useInbox();
  const id = store.selected.value;
  const view = id === null ? undefined : store.view(id);
  const detail = id === null ? undefined : store.detail(id);
  const isFresh = id !== null && store.isFresh(id);

  useEffect(() => {
    if (id !== null && !isFresh) desk.want(id);
  }, [id, isFresh, desk]);

  const { language, format } = useLanguage();
  const mine = inboxWords(language);
  const account = useApp().stores.session.account.value?.id;
  if (!view) return null;
  const hue = isOver(view) ? 'in' : hueOfConsequence(view.consequence);
  return (
    <SidePanel
      name={view.person?.name ?? view.terminal?.place ?? mine.nobody}
      about={evidenceOf(view, { words: mine, format, account, detail })}
      testId="exception-panel"
      kind="exception-panel"
      onClose={() => store.select(null)}
    >
      {() => (
        <>
          <div class={`panel-state tint-${hue}`}>
            <span class={`hue-${hue}`}>
              <Icon name={isOver(view) ? 'settled' : 'alert'} size={28} />
            </span>
            <div>
              <b>{view.message}</b>
              <p>{isOver(view) ? overText(view, mine, format) : mine.categories[view.category]}</p>
            </div>
          </div>
          {detail === undefined ? (
            <div class="loading" aria-busy="true" />
          ) : (
            <PanelDetail key={detail.id} detail={detail} />
          )}
        </>
      )}
    </SidePanel>
  );
}

function PanelDetail({ detail }: { detail: ExceptionDetail }) {
  const { session } = useApp();
  const { language, format } = useLanguage();
  const words = inboxWords(language);
  const [looked, setLooked] = useState<ReadyFix | null>(null);
  const { person, date } = detail;
  const key = person === null || date === null ? '' : `${person.employee} ${date} ${detail.version}`;
  const { now } = useLoaded(key, signal =>
    person === null || date === null
      ? Promise.resolve(null)
      : dayOf(session.ask, person.employee, date, signal),
  );
  const known = now.kind === 'there' ? now.value : null;
  const proposed = looked ?? detail.fixes.find(({ corrections }) => corrections.length > 0) ?? null;
  const { shift } = detail.facts;
  const planned = known?.shifts ?? [];
  const line = exceptionLine({
    shifts: planned.length === 0 && shift !== undefined ? [shift] : planned,
    day: known?.day ?? null,
    corrections: proposed?.corrections ?? [],
    atMs: Date.parse(detail.at),
  });
  return (
    <>
      {person !== null && (
        <section class="panel-part">
          <h3>{words.dayTitle}</h3>
          <ExceptionLineDrawing line={line} words={words} format={format} />
        </section>
      )}
      {detail.statement !== null && (
        <section class="panel-part">
          <h3>{words.statementTitle}</h3>
          <blockquote class="statement">{detail.statement.text}</blockquote>
        </section>
      )}
      {detail.fixes.length > 0 && (
        <section class="panel-part panel-fixes">
          <h3>{words.fixTitle}</h3>
          {detail.becomesDelta && <p class="own-findings">{words.becomesDelta}</p>}
          <FixButtons detail={detail} punches={known?.day?.punches ?? []} onLook={setLooked} />
        </section>
      )}
      <section class="panel-part">
        <h3>{words.historyTitle}</h3>
        <ol class="history">
          {detail.history.map((entry, index) => (
            <li key={index}>
              <time dateTime={entry.at}>
                {format.shortDate(Date.parse(entry.at))}, {format.time(Date.parse(entry.at))}
              </time>
              <span>
                {entry.by ?? words.hub} {words.history[entry.what]}
                {entry.fix === null ? '' : `: ${words.fixes[entry.fix]}`}
                {entry.reason === null ? '' : ` ${words.because(entry.reason)}`}
              </span>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

/** Plan and hours of one date. Without rules for the day there are no hours; the plan is drawn all the same. */
async function dayOf(ask: Ask, employee: string, date: string, signal: AbortSignal) {
  const span = `from=${date}&to=${date}`;
  const [plan, sheet] = await Promise.all([
    ask(`/api/v1/employees/${employee}/schedule?${span}`, PersonSchedule, { signal }),
    ask(`/api/v1/timesheets/${employee}?${span}`, ExplainedTimesheet, { signal }).catch((error: unknown) => {
      if (error instanceof HubRefusal) return null;
      throw error;
    }),
  ]);
  return { shifts: plan.data.shifts, day: sheet?.data.days[0] ?? null };
}
