import type { PlanOverview, PlanRow } from '@tapclock/contracts';
import { cellOf, coverageOf } from '../domain/week.ts';
import { dateText } from '../i18n/date-text.ts';
import type { Format } from '../i18n/format.ts';
import { type WeekWords, weekWords } from '../i18n/week-words.ts';
import { useLanguage } from './app-context.ts';
import { WeekCell } from './week-cell.tsx';

/** Spans with too few people that a day's head names. */
const SHORT_SHOWN_MAX = 2;

interface WeekGridProps {
  dates: readonly string[];
  rows: readonly PlanRow[];
  overview: PlanOverview;
  today: string;
  format: Format;
  /** Name of an area by its id. */
  areaName: (area: string) => string;
  onPress: (employee: string, date: string) => void;
}

/** People down, days across; above them how well each day is covered. */
export function WeekGrid({ dates, rows, overview, today, format, areaName, onPress }: WeekGridProps) {
  const { language } = useLanguage();
  const words = weekWords(language);
  return (
    <section class="week-scroll" aria-label={words.person}>
      <table class="week">
        <thead>
          <tr>
            <th scope="col">{words.person}</th>
            {dates.map(date => (
              <th key={date} scope="col" aria-current={date === today ? 'date' : undefined}>
                {dateText(date, language)}
                {overview.holidays
                  .filter(holiday => holiday.date === date)
                  .map(({ name }) => (
                    <span key={name} class="week-holiday">
                      {name}
                    </span>
                  ))}
              </th>
            ))}
          </tr>
          {overview.coverage.length > 0 && (
            <tr class="week-coverage">
              <th scope="row">{words.coverage}</th>
              {dates.map(date => (
                <td key={date}>
                  <Coverage overview={overview} date={date} words={words} areaName={areaName} />
                </td>
              ))}
            </tr>
          )}
        </thead>
        <tbody>
          {rows.map(row => (
            <Row key={row.employee} {...{ row, dates, words, format, onPress, language }} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface CoverageProps {
  overview: PlanOverview;
  date: string;
  words: WeekWords;
  areaName: (area: string) => string;
}

function Coverage({ overview, date, words, areaName }: CoverageProps) {
  const coverage = coverageOf(overview.coverage, date);
  if (coverage === null) return <span class="quiet">{words.noNeed}</span>;
  if (coverage.short.length === 0) return <span class="hue-in">{words.covered}</span>;
  const more = coverage.short.length - SHORT_SHOWN_MAX;
  return (
    <span class="hue-stop">
      {coverage.short.slice(0, SHORT_SHOWN_MAX).map(({ area, startsAt, required, drafted }) => (
        <span key={`${area} ${startsAt}`} class="week-short">
          {words.short(areaName(area), required - drafted)}
        </span>
      ))}
      {more > 0 && <span class="week-short">{words.shortMore(more)}</span>}
    </span>
  );
}

interface RowProps {
  row: PlanRow;
  dates: readonly string[];
  words: WeekWords;
  format: Format;
  language: 'en' | 'de';
  onPress: (employee: string, date: string) => void;
}

function Row({ row, dates, words, format, language, onPress }: RowProps) {
  const { published, drafted } = row.minutes;
  return (
    <tr data-employee={row.employee}>
      <th scope="row">
        <span class="week-name">{row.name}</span>
        <span class="quiet">
          {published === drafted
            ? format.span(published * 60)
            : words.hoursDrafted(format.span(published * 60), format.span(drafted * 60))}
        </span>
        {row.conflicts.map(({ date, code, level, message }) => (
          <span key={`${date} ${code}`} class={`week-conflict hue-${level === 'error' ? 'stop' : 'warn'}`}>
            {dateText(date, language)}: {format.moments(message)}
          </span>
        ))}
      </th>
      {dates.map(date => {
        const levels = row.conflicts.filter(conflict => conflict.date === date).map(({ level }) => level);
        return (
          <td key={date}>
            <WeekCell
              cell={cellOf(row, date)}
              label={`${row.name}, ${dateText(date, language)}`}
              level={levels.includes('error') ? 'error' : (levels[0] ?? null)}
              words={words}
              format={format}
              onPress={() => onPress(row.employee, date)}
            />
          </td>
        );
      })}
    </tr>
  );
}
