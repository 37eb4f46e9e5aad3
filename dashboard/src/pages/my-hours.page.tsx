import { ExplainedTimesheet, Question, StatementView } from '@tapclock/contracts';
import { useMemo, useState } from 'preact/hooks';
import * as z from 'zod/mini';
import { useApp, useLanguage } from '../components/app-context.ts';
import { BigMessage } from '../components/floor-states.tsx';
import { type Loaded, useLoaded } from '../components/loaded.ts';
import { NotLoaded } from '../components/not-loaded.tsx';
import { OwnAttest } from '../components/own-attest.tsx';
import { OwnDay } from '../components/own-day.tsx';
import { OwnPlan } from '../components/own-plan.tsx';
import { OwnQuestions } from '../components/own-questions.tsx';
import { OwnRequests } from '../components/own-requests.tsx';
import { OwnStatements } from '../components/own-statements.tsx';
import { PageFrame } from '../components/page-frame.tsx';
import { WebClock } from '../components/web-clock.tsx';
import { todayIn } from '../domain/calendar-dates.ts';
import { dayLines, monthBefore, paidSeconds } from '../domain/own-hours.ts';
import { createFormat, type Format } from '../i18n/format.ts';
import { hoursWords } from '../i18n/hours-words.ts';
import type { Ask } from '../services/hub-ask.ts';
import '../styles/forms.css';
import '../styles/hours.css';
import '../styles/my-time.css';
import '../styles/punch-changes.css';

const STATEMENTS_SHOWN_MAX = 10;

/** Somebody's own time: the web clock, questions, hours and how they came about, their word on them, plan and requests. */
export function MyHoursPage() {
  const { stores, session } = useApp();
  const { language, words } = useLanguage();
  const employee = stores.session.account.value?.employee ?? null;
  const [back, setBack] = useState(0);
  const [turn, setTurn] = useState(0);
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const format = useMemo(() => createFormat(language, zone), [language, zone]);
  const today = todayIn(zone, Date.now());
  const month = monthBefore(today, back);
  const hours = useLoaded(`${employee} ${month.from} ${month.to}`, async signal => {
    const path = `/api/v1/timesheets/${employee}?from=${month.from}&to=${month.to}`;
    const { data } = await session.ask(path, ExplainedTimesheet, { signal });
    setZone(data.zone);
    return data;
  });
  const said = useLoaded(`${employee} ${language}`, signal =>
    askedAndSaid(session.ask, employee ?? '', signal),
  );
  if (employee === null) return null;
  const days = hours.now.kind === 'there' ? hours.now.value.days : [];
  const { questions, statements } = said.now.kind === 'there' ? said.now.value : NOTHING_SAID;
  const common = { employee, today, format };
  return (
    <PageFrame title={words.pages.hours}>
      <div class="my-time">
        <div class="my-time-first">
          <WebClock
            format={format}
            onPunched={() => {
              hours.changed();
              setTurn(turn + 1);
            }}
          />
          <OwnQuestions {...{ questions, days, today, format }} onAnswered={said.changed} />
        </div>
        <div class="my-time-hours">
          <Hours now={hours.now} onRetry={hours.reload} format={format} back={back} onBack={setBack} />
        </div>
        <div class="my-time-aside">
          <OwnAttest {...common} turn={turn} />
          <OwnPlan {...common} />
          <OwnStatements {...common} {...{ statements, days }} onChanged={said.changed} />
          <OwnRequests {...common} />
        </div>
      </div>
    </PageFrame>
  );
}

const NOTHING_SAID: { questions: Question[]; statements: StatementView[] } = {
  questions: [],
  statements: [],
};

/** What somebody was asked, and what they said of late. */
async function askedAndSaid(ask: Ask, employee: string, signal: AbortSignal) {
  const [questions, statements] = await Promise.all([
    ask(`/api/v1/employees/${employee}/questions`, z.array(Question), { signal }),
    ask(`/api/v1/statements?employee=${employee}&per_page=${STATEMENTS_SHOWN_MAX}`, z.array(StatementView), {
      signal,
    }),
  ]);
  return { questions: questions.data, statements: statements.data };
}

interface HoursProps {
  now: Loaded<ExplainedTimesheet>;
  onRetry: () => void;
  format: Format;
  /** Months before this one. */
  back: number;
  onBack: (back: number) => void;
}

function Hours({ now, onRetry, format, back, onBack }: HoursProps) {
  const { language } = useLanguage();
  const words = hoursWords(language);
  return (
    <>
      <div class="languages months">
        {[words.thisMonth, words.lastMonth].map((name, index) => (
          <button
            key={name}
            type="button"
            aria-pressed={back === index}
            data-testid={`month-${index}`}
            onClick={() => onBack(index)}
          >
            {name}
          </button>
        ))}
      </div>
      <Month now={now} onRetry={onRetry} format={format} />
    </>
  );
}

function Month({ now, onRetry, format }: Pick<HoursProps, 'now' | 'onRetry' | 'format'>) {
  const { language } = useLanguage();
  const words = hoursWords(language);
  if (now.kind === 'refused' && now.refused.code === 'CONFLICT') {
    return (
      <BigMessage icon="off" title={words.noRules} detail={now.refused.message ?? ''} testId="no-rules" />
    );
  }
  if (now.kind !== 'there') return <NotLoaded now={now} onRetry={onRetry} />;
  const lines = dayLines(now.value);
  if (lines.length === 0) return <BigMessage icon="off" title={words.none} detail="" testId="no-hours" />;
  return (
    <>
      <dl class="own-sums">
        <div class="own-sum own-sum-all">
          <dt>{words.paid}</dt>
          <dd data-testid="paid-hours">{format.span(paidSeconds(now.value))}</dd>
        </div>
        {now.value.codes.map(({ code, seconds }) => (
          <div key={code} class="own-sum">
            <dt title={code}>{words.codes[code] ?? code}</dt>
            <dd>{format.span(seconds)}</dd>
          </div>
        ))}
      </dl>
      <ul class="rows">
        {lines.map(line => (
          <OwnDay key={line.date} line={line} format={format} />
        ))}
      </ul>
    </>
  );
}
