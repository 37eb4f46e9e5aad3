import { type ExplainedDay, StatementView, type TimesheetPunch } from '@tapclock/contracts';
import { useState } from 'preact/hooks';
import { missedPunch, type PunchChange, statedPunch } from '../domain/punch-changes.ts';
import { dateText } from '../i18n/date-text.ts';
import { formWords } from '../i18n/form-words.ts';
import type { Format } from '../i18n/format.ts';
import { myTimeWords } from '../i18n/my-time-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Field } from './field.tsx';
import { Form, Problem, Submit } from './form-parts.tsx';
import { DateField } from './moment-fields.tsx';
import { PunchChangesField } from './punch-changes-field.tsx';
import { useSending } from './sending.ts';

interface OwnStatementsProps {
  employee: string;
  /** Newest first. */
  statements: readonly StatementView[];
  /** Days whose taps are known. */
  days: readonly ExplainedDay[];
  today: string;
  format: Format;
  onChanged: () => void;
}

/** Says that a tap is missing or wrong, and shows what became of what was said. */
export function OwnStatements({ employee, statements, days, today, format, onChanged }: OwnStatementsProps) {
  const { language } = useLanguage();
  const words = myTimeWords(language);
  const [isOpen, setIsOpen] = useState(false);
  const [note, setNote] = useState('');
  return (
    <section class="block" data-testid="own-statements">
      <h2>{words.missed}</h2>
      {isOpen ? (
        <NewStatementForm
          {...{ employee, days, today, format }}
          onSent={() => {
            setIsOpen(false);
            setNote(words.sent);
            onChanged();
          }}
          onCancel={() => setIsOpen(false)}
        />
      ) : (
        <>
          <p class="quiet">{words.missedLead}</p>
          <button
            type="button"
            class="button button-quiet block-button"
            data-testid="say-missed"
            onClick={() => {
              setNote('');
              setIsOpen(true);
            }}
          >
            {words.missed}
          </button>
        </>
      )}
      <p role="status" class="done-note">
        {note}
      </p>
      {statements.length > 0 && (
        <ul class="rows" aria-label={words.statements}>
          {statements.map(statement => (
            <Statement key={statement.id} statement={statement} onChanged={onChanged} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface NewStatementFormProps {
  employee: string;
  days: readonly ExplainedDay[];
  today: string;
  format: Format;
  onSent: () => void;
  onCancel: () => void;
}

function NewStatementForm({ employee, days, today, format, onSent, onCancel }: NewStatementFormProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = myTimeWords(language);
  const sending = useSending();
  const [date, setDate] = useState(today);
  const [text, setText] = useState('');
  const [changes, setChanges] = useState<PunchChange[]>([missedPunch(today)]);
  const [isIncomplete, setIsIncomplete] = useState(false);
  const chooseDate = (next: string) => {
    setDate(next);
    setChanges(changes.map(change => ({ ...change, date: next, punch: '' })));
  };
  const send = () => {
    const punches = changes.map(statedPunch);
    if (punches.includes(null)) return setIsIncomplete(true);
    setIsIncomplete(false);
    void sending.send(async () => {
      await session.ask(`/api/v1/employees/${employee}/statements`, StatementView, {
        method: 'POST',
        body: { date, text, punches },
      });
      onSent();
    });
  };
  return (
    <Form sending={sending} onSubmit={send} label={words.missed}>
      <DateField label={formWords(language).day} name="statement-date" value={date} onInput={chooseDate} />
      <PunchChangesField
        changes={changes}
        onChange={setChanges}
        punches={punchesOf(days, date)}
        date={date}
        format={format}
      />
      <Field label={words.happened} name="statement-text" value={text} onInput={setText} maxLength={500} />
      {isIncomplete && (
        <p class="field-problem" role="alert">
          {words.incomplete}
        </p>
      )}
      <Problem sending={sending} />
      <div class="row-actions">
        <Submit sending={sending}>{words.send}</Submit>
        <button type="button" class="button button-quiet" onClick={onCancel}>
          {formWords(language).cancel}
        </button>
      </div>
    </Form>
  );
}

/** Taps of a date, as far as they are known. */
export function punchesOf(days: readonly ExplainedDay[], date: string): readonly TimesheetPunch[] {
  return days.find(day => day.date === date)?.punches ?? [];
}

function Statement({ statement, onChanged }: { statement: StatementView; onChanged: () => void }) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = myTimeWords(language);
  const sending = useSending();
  const { id, date, text, state, decided, version } = statement;
  const withdraw = () =>
    sending.send(async () => {
      await session.ask(`/api/v1/statements/${id}/withdraw`, StatementView, {
        method: 'POST',
        body: {},
        ifMatch: `"${version}"`,
      });
      onChanged();
    });
  return (
    <li data-testid="statement" data-state={state}>
      <div class="row-head">
        <span class="row-main">
          <b>{dateText(date, language)}</b>
          <span>{text}</span>
          <span class="quiet">
            {words.requestStates[state]}
            {decided !== null && ` ${words.decidedBy(decided.by)}`}
            {decided?.reason && `: ${decided.reason}`}
          </span>
        </span>
        {state === 'asked' && (
          <button
            type="button"
            class="button button-quiet button-small"
            aria-label={`${words.withdraw}: ${dateText(date, language)}`}
            onClick={() => void withdraw()}
          >
            {words.withdraw}
          </button>
        )}
      </div>
      <Problem sending={sending} />
    </li>
  );
}
