import type { ExplainedDay } from '@tapclock/contracts';
import type { DayLine } from '../domain/own-hours.ts';
import { dateText } from '../i18n/date-text.ts';
import type { Format } from '../i18n/format.ts';
import { hoursWords } from '../i18n/hours-words.ts';
import { useLanguage } from './app-context.ts';
import { Icon } from './icon.tsx';

interface OwnDayProps {
  line: DayLine;
  /** Times of the site. */
  format: Format;
}

/** One day in a line; opened, it says how each minute came about. */
export function OwnDay({ line, format }: OwnDayProps) {
  const { language } = useLanguage();
  const words = hoursWords(language);
  const time = (at: string) => format.time(Date.parse(at));
  const times =
    line.from === null
      ? words.noTimes
      : line.to === null
        ? words.sinceThen(time(line.from))
        : words.fromTo(time(line.from), time(line.to));
  const pause = line.pauseSeconds === 0 ? words.noPause : words.pause(format.span(line.pauseSeconds));
  return (
    <li>
      <details class="own-day" data-testid="own-day" data-date={line.date}>
        <summary>
          <span class="own-date">{dateText(line.date, language)}</span>
          <span class="own-times">
            {times}
            <span class="quiet"> · {pause}</span>
          </span>
          <b class="own-paid">{line.isOpen ? words.atWork : format.span(line.paidSeconds)}</b>
          {line.day.findings.length > 0 && !line.isOpen && (
            <span class="hue-warn own-mark">
              <Icon name="alert" size={18} />
              <span class="for-readers">{words.notices}</span>
            </span>
          )}
          <span class="own-open">
            <Icon name="chevron" size={18} />
          </span>
        </summary>
        <Explained day={line.day} format={format} />
      </details>
    </li>
  );
}

function Explained({ day, format }: { day: ExplainedDay; format: Format }) {
  const { language } = useLanguage();
  const words = hoursWords(language);
  const time = (at: string) => format.time(Date.parse(at));
  return (
    <div class="own-why">
      {day.findings.length > 0 && (
        <ul class="own-findings" aria-label={words.notices}>
          {day.findings.map(finding => (
            <li key={`${finding.code} ${finding.at ?? ''}`}>{finding.why[language]}</li>
          ))}
        </ul>
      )}
      {day.segments.length + day.premiums.length > 0 && <h2>{words.how}</h2>}
      <ol class="own-segments">
        {day.segments.map((segment, index) => (
          <li key={index}>
            <span class="own-span">
              {segment.from !== undefined && segment.to !== undefined
                ? words.fromTo(time(segment.from), time(segment.to))
                : ''}
            </span>
            <b class={segment.paid ? '' : 'quiet'}>{format.span(segment.seconds)}</b>
            <span>{segment.why[language]}</span>
          </li>
        ))}
        {day.premiums.map((premium, index) => (
          <li key={`premium ${index}`}>
            <span class="own-span">{words.fromTo(time(premium.from), time(premium.to))}</span>
            <b>{format.span(premium.seconds)}</b>
            <span>{premium.why[language]}</span>
          </li>
        ))}
      </ol>
      {day.punches.length > 0 && (
        <>
          <h2>{words.punches}</h2>
          <ul class="own-segments">
            {day.punches.map(punch => (
              <li key={punch.id}>
                <span class="own-span">{time(punch.at)}</span>
                <span>{words.kinds[punch.kind]}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {day.corrections.length > 0 && (
        <>
          <h2>{words.corrections}</h2>
          <ul class="own-segments">
            {day.corrections.map(correction => (
              <li key={correction.id}>
                <span class="own-span">{correction.at === null ? '' : time(correction.at)}</span>
                <span>
                  {correction.as === null ? '' : `${words.kinds[correction.as]} · `}
                  {words.correctedBy(correction.by, correction.reason)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
