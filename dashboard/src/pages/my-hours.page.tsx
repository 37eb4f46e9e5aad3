import { ExplainedTimesheet } from '@tapclock/contracts';
import { useMemo, useState } from 'preact/hooks';
import { useApp, useLanguage } from '../components/app-context.ts';
import { BigMessage } from '../components/floor-states.tsx';
import { type Loaded, useLoaded } from '../components/loaded.ts';
import { NotLoaded } from '../components/not-loaded.tsx';
import { OwnDay } from '../components/own-day.tsx';
import { PageFrame } from '../components/page-frame.tsx';
import { dayLines, monthBefore, paidSeconds } from '../domain/own-hours.ts';
import { createFormat } from '../i18n/format.ts';
import { hoursWords } from '../i18n/hours-words.ts';
import '../styles/forms.css';
import '../styles/hours.css';

/** Somebody's own hours of this month and the last, and how each of them came about. */
export function MyHoursPage() {
  const { stores, session } = useApp();
  const { language, words } = useLanguage();
  const mine = hoursWords(language);
  const [back, setBack] = useState(0);
  const employee = stores.session.account.value?.employee ?? null;
  const month = monthBefore(new Date().toLocaleDateString('sv-SE'), back);
  const key = `${employee} ${month.from} ${month.to}`;
  const { now, reload } = useLoaded(key, async signal => {
    const path = `/api/v1/timesheets/${employee}?from=${month.from}&to=${month.to}`;
    return (await session.ask(path, ExplainedTimesheet, { signal })).data;
  });
  if (employee === null) return null;
  const months = [mine.thisMonth, mine.lastMonth];
  return (
    <PageFrame
      title={words.pages.hours}
      aside={
        <div class="languages months">
          {months.map((name, index) => (
            <button
              key={name}
              type="button"
              aria-pressed={back === index}
              data-testid={`month-${index}`}
              onClick={() => setBack(index)}
            >
              {name}
            </button>
          ))}
        </div>
      }
    >
      <Hours now={now} onRetry={reload} />
    </PageFrame>
  );
}

interface HoursProps {
  now: Loaded<ExplainedTimesheet>;
  onRetry: () => void;
}

function Hours({ now, onRetry }: HoursProps) {
  const { language } = useLanguage();
  const words = hoursWords(language);
  const sheet = now.kind === 'there' ? now.value : null;
  const zone = sheet?.zone ?? 'UTC';
  const format = useMemo(() => createFormat(language, zone), [language, zone]);
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
      <p class="field-hint">{words.wrong}</p>
    </>
  );
}
