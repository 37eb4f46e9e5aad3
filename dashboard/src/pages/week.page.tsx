import { PlanOverview, PlanRow, ShiftTemplate } from '@tapclock/contracts';
import { useCallback, useMemo, useState } from 'preact/hooks';
import * as z from 'zod/mini';
import { useApp, useLanguage } from '../components/app-context.ts';
import { CellEditor } from '../components/cell-editor.tsx';
import { BigMessage } from '../components/floor-states.tsx';
import { useLoaded } from '../components/loaded.ts';
import { NotLoaded } from '../components/not-loaded.tsx';
import { PageFrame } from '../components/page-frame.tsx';
import { Pager } from '../components/pager.tsx';
import { PublishWeek } from '../components/publish-week.tsx';
import { Select } from '../components/select.tsx';
import { WeekGrid } from '../components/week-grid.tsx';
import { dateAfter, mondayOf, todayIn } from '../domain/calendar-dates.ts';
import { cellOf, datesOf, WEEK_ROWS, weekPath } from '../domain/week.ts';
import { createFormat } from '../i18n/format.ts';
import { weekWords } from '../i18n/week-words.ts';
import '../styles/forms.css';
import '../styles/hours.css';
import '../styles/week.css';

/** Most templates of a site, by the hub's own limit of a page. */
const TEMPLATES_MAX = 100;

/** The plan of one site, week by week: look, draft, copy, publish. */
export function WeekPage() {
  const { words } = useLanguage();
  const site = useApp().stores.sites.chosen.value;
  return (
    <PageFrame title={words.pages.week}>
      {site === null ? <div class="loading" aria-busy="true" /> : <Week key={site} site={site} />}
    </PageFrame>
  );
}

function Week({ site }: { site: string }) {
  const { stores, session } = useApp();
  const { language } = useLanguage();
  const words = weekWords(language);
  const board = stores.board.board.value;
  const zone = board?.site.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const format = useMemo(() => createFormat(language, zone), [language, zone]);
  const today = todayIn(zone, Date.now());
  const [monday, setMonday] = useState(() => mondayOf(today));
  const [team, setTeam] = useState<string | null>(null);
  const [page, setPage] = useState(1);
  const [pressed, setPressed] = useState<{ employee: string; date: string } | null>(null);
  const onPress = useCallback((employee: string, date: string) => setPressed({ employee, date }), []);
  const path = weekPath(site, { monday, team, page });
  const week = useLoaded(`${path.rows} ${language}`, async signal => {
    const [rows, overview] = await Promise.all([
      session.ask(path.rows, z.array(PlanRow), { signal }),
      session.ask(path.overview, PlanOverview, { signal }),
    ]);
    return { rows: rows.data, total: rows.total ?? rows.data.length, overview: overview.data };
  });
  const templates = useLoaded(
    site,
    async signal =>
      (
        await session.ask(`/api/v1/sites/${site}/shifts?per_page=${TEMPLATES_MAX}`, z.array(ShiftTemplate), {
          signal,
        })
      ).data,
  );
  const moveTo = (next: string) => {
    setMonday(next);
    setPage(1);
  };
  const there = week.now.kind === 'there' ? week.now.value : null;
  const row = there?.rows.find(({ employee }) => employee === pressed?.employee);
  return (
    <>
      <div class="week-head">
        <div class="languages week-turn">
          <button type="button" data-testid="week-before" onClick={() => moveTo(dateAfter(monday, -7))}>
            {words.before}
          </button>
          <button
            type="button"
            aria-pressed={monday === mondayOf(today)}
            onClick={() => moveTo(mondayOf(today))}
          >
            {words.thisWeek}
          </button>
          <button type="button" data-testid="week-after" onClick={() => moveTo(dateAfter(monday, 7))}>
            {words.after}
          </button>
        </div>
        {(board?.teams.length ?? 0) > 1 && (
          <Select
            label={words.team}
            name="team"
            value={team ?? ''}
            options={[
              { value: '', name: words.everyTeam },
              ...(board?.teams ?? []).map(({ id, name }) => ({ value: id, name })),
            ]}
            onChange={next => {
              setTeam(next === '' ? null : next);
              setPage(1);
            }}
          />
        )}
      </div>
      {there === null ? (
        week.now.kind !== 'there' && <NotLoaded now={week.now} onRetry={week.reload} />
      ) : there.rows.length === 0 ? (
        <BigMessage icon="off" title={words.nobody} detail={words.nobodyDetail} testId="week-empty" />
      ) : (
        <>
          {there.overview.drafts !== null && (
            <PublishWeek
              key={`${monday} ${team}`}
              {...{ site, monday, team }}
              drafts={there.overview.drafts}
              names={new Map(there.rows.map(({ employee, name }) => [employee, name]))}
              onChanged={week.changed}
            />
          )}
          <WeekGrid
            dates={datesOf(monday)}
            rows={there.rows}
            overview={there.overview}
            {...{ today, format, onPress }}
            areaName={id => board?.areas.find(area => area.id === id)?.name ?? id}
          />
          <Pager page={page} perPage={WEEK_ROWS} total={there.total} onPage={setPage} />
        </>
      )}
      {pressed !== null && row !== undefined && templates.now.kind === 'there' && (
        <CellEditor
          key={`${pressed.employee} ${pressed.date}`}
          site={site}
          row={row}
          cell={cellOf(row, pressed.date)}
          templates={templates.now.value.filter(({ archivedAt }) => archivedAt === null)}
          format={format}
          onClose={() => setPressed(null)}
          onChanged={week.changed}
        />
      )}
    </>
  );
}
