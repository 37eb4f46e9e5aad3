import { CorrectedAction, STATED_PUNCHES_MAX, type TimesheetPunch } from '@tapclock/contracts';
import { missedPunch, type PunchChange } from '../domain/punch-changes.ts';
import type { Format } from '../i18n/format.ts';
import { hoursWords } from '../i18n/hours-words.ts';
import { punchWords } from '../i18n/punch-words.ts';
import { useLanguage } from './app-context.ts';
import { DateField, TimeField } from './moment-fields.tsx';
import { Select } from './select.tsx';

interface PunchChangesFieldProps {
  changes: readonly PunchChange[];
  onChange: (changes: PunchChange[]) => void;
  /** Taps of the day, which can have been wrong. */
  punches: readonly TimesheetPunch[];
  /** Date to begin with. */
  date: string;
  /** Times of the site. */
  format: Format;
}

/** Which taps of a day are missing or wrong, one after the other. */
export function PunchChangesField({ changes, onChange, punches, date, format }: PunchChangesFieldProps) {
  const { language } = useLanguage();
  const words = punchWords(language);
  const put = (index: number, change: PunchChange | null) =>
    onChange(
      change === null
        ? changes.filter((_, other) => other !== index)
        : changes.map((before, other) => (other === index ? change : before)),
    );
  return (
    <div class="punch-changes">
      {changes.map((change, index) => (
        <fieldset key={index} class="punch-change">
          <legend class="for-readers">{words.what}</legend>
          <ChangeFields
            change={change}
            punches={punches}
            format={format}
            onChange={next => put(index, next)}
          />
          {changes.length > 1 && (
            <button type="button" class="button button-quiet button-small" onClick={() => put(index, null)}>
              {words.remove}
            </button>
          )}
        </fieldset>
      ))}
      {changes.length < STATED_PUNCHES_MAX && (
        <button
          type="button"
          class="button button-quiet button-small"
          onClick={() => onChange([...changes, missedPunch(date)])}
        >
          {words.another}
        </button>
      )}
    </div>
  );
}

interface ChangeFieldsProps {
  change: PunchChange;
  punches: readonly TimesheetPunch[];
  format: Format;
  onChange: (change: PunchChange) => void;
}

function ChangeFields({ change, punches, format, onChange }: ChangeFieldsProps) {
  const { language } = useLanguage();
  const words = punchWords(language);
  const hours = hoursWords(language);
  const kinds = punches.length === 0 ? (['add'] as const) : (['add', 'move', 'void'] as const);
  return (
    <div class="form-row">
      {kinds.length > 1 && (
        <Select
          label={words.what}
          name="change-kind"
          value={change.kind}
          options={kinds.map(kind => ({ value: kind, name: words.kinds[kind] }))}
          onChange={kind => onChange({ ...change, kind })}
        />
      )}
      {change.kind === 'add' ? (
        <Select
          label={words.action}
          name="change-action"
          value={change.action}
          options={CorrectedAction.options.map(action => ({ value: action, name: words.actions[action] }))}
          onChange={action => onChange({ ...change, action })}
        />
      ) : (
        <Select
          label={words.punch}
          name="change-punch"
          value={change.punch}
          options={[
            { value: '', name: words.choose },
            ...punches.map(({ id, kind, at }) => ({
              value: id,
              name: `${format.time(Date.parse(at))} ${hours.kinds[kind]}`,
            })),
          ]}
          onChange={punch => onChange({ ...change, punch })}
        />
      )}
      {change.kind !== 'void' && (
        <>
          <DateField
            label={words.date}
            name="change-date"
            value={change.date}
            onInput={date => onChange({ ...change, date })}
          />
          <TimeField
            label={words.time}
            name="change-time"
            value={change.time}
            onInput={time => onChange({ ...change, time })}
          />
        </>
      )}
    </div>
  );
}
