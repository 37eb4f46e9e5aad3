import {
  DraftsChanged,
  type DraftsSummary,
  EmployeeId,
  LocalDateText,
  PlanConflictCode,
  Publication,
} from '@tapclock/contracts';
import { useState } from 'preact/hooks';
import * as z from 'zod/mini';
import { dateAfter } from '../domain/calendar-dates.ts';
import { dateText } from '../i18n/date-text.ts';
import { formWords } from '../i18n/form-words.ts';
import { weekWords } from '../i18n/week-words.ts';
import { HubRefusal } from '../services/hub-ask.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Field } from './field.tsx';
import { Form, Problem, Submit } from './form-parts.tsx';
import { useSending } from './sending.ts';

/** Conflicts as a refusal to publish names them. */
const Refusals = z.array(
  z.object({ employee: EmployeeId, date: LocalDateText, code: PlanConflictCode, message: z.string() }),
);
type Refusals = z.infer<typeof Refusals>;

interface PublishWeekProps {
  site: string;
  monday: string;
  team: string | null;
  drafts: DraftsSummary;
  /** Names of the people on the page, by id. */
  names: ReadonlyMap<string, string>;
  onChanged: () => void;
}

/** Copies the week before into what is empty, and publishes what is drafted; says what stands against it. */
export function PublishWeek({ site, monday, team, drafts, names, onChanged }: PublishWeekProps) {
  const { session } = useApp();
  const { language, format } = useLanguage();
  const words = weekWords(language);
  const sending = useSending();
  const [note, setNote] = useState('');
  const [conflicts, setConflicts] = useState<Refusals>([]);
  const [reason, setReason] = useState('');
  const base = `/api/v1/sites/${site}/schedule`;
  const ofTeam = team === null ? {} : { team };

  const copy = () =>
    sending.send(async () => {
      setNote('');
      const body = { ...ofTeam, from: dateAfter(monday, -7), to: dateAfter(monday, -1), into: monday };
      const { data } = await session.ask(`${base}/copy`, DraftsChanged, { method: 'POST', body });
      setNote(words.copied(data.changed));
      onChanged();
    });
  const publish = (accepted: Refusals) =>
    sending.send(async () => {
      setNote('');
      const accept = accepted.map(({ employee, date, code }) => ({ employee, date, code }));
      const body = {
        ...ofTeam,
        ...{ from: monday, to: dateAfter(monday, 6), seen: drafts.digest },
        ...(accept.length === 0 ? {} : { accept, reason }),
      };
      try {
        const { data } = await session.ask(`${base}/publish`, Publication, { method: 'POST', body });
        setConflicts([]);
        setReason('');
        setNote(words.publishedNow(data.assigned, data.released));
      } catch (error) {
        const told = error instanceof HubRefusal ? Refusals.safeParse(error.details) : null;
        setConflicts(told?.success ? told.data : []);
        throw error;
      } finally {
        onChanged();
      }
    });
  return (
    <div class="publish">
      <div class="row-actions">
        <button
          type="button"
          class="button button-quiet"
          aria-disabled={sending.isSending}
          data-testid="copy-week"
          onClick={() => void copy()}
        >
          {words.copy}
        </button>
        {drafts.cells === 0 ? (
          <span class="quiet publish-none" data-testid="no-drafts">
            {words.noDrafts}
          </span>
        ) : (
          <button
            type="button"
            class="button"
            aria-disabled={sending.isSending}
            data-testid="publish"
            data-cells={drafts.cells}
            onClick={() => void publish([])}
          >
            {words.publish(drafts.cells, drafts.people)}
          </button>
        )}
      </div>
      <p role="status" class="done-note" data-testid="week-note">
        {note}
      </p>
      <Problem sending={sending} />
      {conflicts.length > 0 && (
        <section class="block" data-testid="publish-conflicts">
          <h2>{words.conflicts}</h2>
          <ul class="publish-against">
            {conflicts.map(({ employee, date, code, message }) => (
              <li key={`${employee} ${date} ${code}`}>
                <b>{names.get(employee) ?? ''}</b> {dateText(date, language)}: {format.moments(message)}
              </li>
            ))}
          </ul>
          <Form sending={sending} onSubmit={() => void publish(conflicts)} label={words.accept}>
            <Field
              label={words.reason}
              name="accept-reason"
              value={reason}
              onInput={setReason}
              maxLength={500}
            />
            <div class="row-actions">
              <Submit sending={sending}>{words.accept}</Submit>
              <button
                type="button"
                class="button button-quiet"
                onClick={() => {
                  setConflicts([]);
                  sending.forget();
                }}
              >
                {formWords(language).cancel}
              </button>
            </div>
          </Form>
        </section>
      )}
    </div>
  );
}
