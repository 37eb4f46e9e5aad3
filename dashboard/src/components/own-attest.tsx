import { AttestationsView } from '@tapclock/contracts';
import { type WeekSpan, weekStanding, weeksToAttest } from '../domain/attesting.ts';
import { dateText } from '../i18n/date-text.ts';
import type { Format } from '../i18n/format.ts';
import { myTimeWords } from '../i18n/my-time-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Problem } from './form-parts.tsx';
import { Icon } from './icon.tsx';
import { useLoaded } from './loaded.ts';
import { NotLoaded } from './not-loaded.tsx';
import { useSending } from './sending.ts';

interface OwnAttestProps {
  employee: string;
  today: string;
  format: Format;
  /** Rises when hours may be others. */
  turn: number;
}

/** This week's hours up to yesterday and last week's, and the worker's word that they are right. */
export function OwnAttest({ employee, today, format, turn }: OwnAttestProps) {
  const { language } = useLanguage();
  const words = myTimeWords(language);
  return (
    <section class="block" data-testid="own-attest">
      <h2>{words.attest}</h2>
      <ul class="rows">
        {weeksToAttest(today).map(span => (
          <Week key={`${span.from} ${turn}`} employee={employee} span={span} format={format} />
        ))}
      </ul>
    </section>
  );
}

function Week({ employee, span, format }: { employee: string; span: WeekSpan; format: Format }) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = myTimeWords(language);
  const sending = useSending();
  const path = `/api/v1/employees/${employee}/attestations`;
  const { now, reload, changed } = useLoaded(
    `${employee} ${span.from} ${span.to}`,
    async signal =>
      (await session.ask(`${path}?from=${span.from}&to=${span.to}`, AttestationsView, { signal })).data,
  );
  if (now.kind !== 'there') {
    return (
      <li class="row-head">
        <NotLoaded now={now} onRetry={reload} />
      </li>
    );
  }
  const { digest } = now.value;
  const standing = weekStanding(now.value);
  const attest = () =>
    sending.send(async () => {
      await session.ask(path, AttestationsView, { method: 'POST', body: { ...span, digest } });
      changed();
    });
  return (
    <li data-testid="attest-week" data-standing={standing.kind}>
      <div class="row-head">
        <span class="row-main">
          <span>
            {dateText(span.from, language)} – {dateText(span.to, language)}
          </span>
          <b class="week-hours">{format.span(standing.paidSeconds)}</b>
          {standing.kind === 'changed' && <span class="hue-warn">{words.changed}</span>}
          {standing.kind === 'attested' && (
            <span class="hue-in week-attested">
              <Icon name="settled" /> {words.attested}
            </span>
          )}
          {standing.kind === 'blocked' && (
            <span class="hue-warn">
              {words.notYet}{' '}
              {standing.blocked
                .map(
                  ({ date, blockers }) =>
                    `${dateText(date, language)}, ${blockers.map(code => words.blockers[code]).join(', ')}`,
                )
                .join('; ')}
            </span>
          )}
        </span>
        {(standing.kind === 'open' || standing.kind === 'changed') && (
          <button
            type="button"
            class="button button-small"
            data-testid="attest"
            aria-disabled={sending.isSending}
            onClick={() => void attest()}
          >
            {words.attestThis}
          </button>
        )}
      </div>
      <Problem sending={sending} />
    </li>
  );
}
