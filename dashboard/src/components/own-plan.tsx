import { PersonSchedule } from '@tapclock/contracts';
import { dateAfter } from '../domain/calendar-dates.ts';
import { dateText } from '../i18n/date-text.ts';
import type { Format } from '../i18n/format.ts';
import { myTimeWords } from '../i18n/my-time-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { useLoaded } from './loaded.ts';
import { NotLoaded } from './not-loaded.tsx';

const DAYS = 14;

interface OwnPlanProps {
  employee: string;
  today: string;
  format: Format;
}

/** The next two weeks as published: shifts, leave and holidays. */
export function OwnPlan({ employee, today, format }: OwnPlanProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = myTimeWords(language);
  const to = dateAfter(today, DAYS - 1);
  const { now, reload } = useLoaded(
    `${employee} ${today}`,
    async signal =>
      (
        await session.ask(`/api/v1/employees/${employee}/schedule?from=${today}&to=${to}`, PersonSchedule, {
          signal,
        })
      ).data,
  );
  const nameOf = (date: string) =>
    date === today ? words.today : date === dateAfter(today, 1) ? words.tomorrow : dateText(date, language);
  return (
    <section class="block" data-testid="own-plan">
      <h2>{words.plan}</h2>
      {now.kind !== 'there' ? (
        <NotLoaded now={now} onRetry={reload} />
      ) : (
        <PlanDays plan={now.value} nameOf={nameOf} format={format} />
      )}
    </section>
  );
}

interface PlanDaysProps {
  plan: PersonSchedule;
  nameOf: (date: string) => string;
  format: Format;
}

function PlanDays({ plan, nameOf, format }: PlanDaysProps) {
  const { language } = useLanguage();
  const words = myTimeWords(language);
  const time = (at: string) => format.time(Date.parse(at));
  const entries = [
    ...plan.shifts.map(({ date, startsAt, endsAt, name, assignment }) => ({
      ...{ date, key: assignment, what: `${time(startsAt)}–${time(endsAt)}`, more: name },
    })),
    ...plan.leave.map(({ date, kind }) => ({
      ...{ date, key: `leave ${date} ${kind}`, what: words.leaveKinds[kind], more: '' },
    })),
    ...plan.holidays.map(({ date, name }) => ({
      ...{ date, key: `holiday ${date}`, what: name, more: words.leaveKinds.holiday },
    })),
  ].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  if (entries.length === 0) return <p class="quiet">{words.noPlan}</p>;
  return (
    <ul class="panel-list plan-list">
      {entries.map(({ key, date, what, more }) => (
        <li key={key} data-date={date}>
          <span class="plan-day">{nameOf(date)}</span>
          <b>{what}</b>
          <span class="quiet">{more}</span>
        </li>
      ))}
    </ul>
  );
}
