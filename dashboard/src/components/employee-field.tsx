import { EmployeeView } from '@tapclock/contracts';
import { useState } from 'preact/hooks';
import * as z from 'zod/mini';
import { accountsWords } from '../i18n/accounts-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Field } from './field.tsx';
import { useLoaded } from './loaded.ts';

/** Most people that are offered; whoever is not among them is found by typing more. */
const OFFERED_MAX = 6;

export interface ChosenEmployee {
  employee: string;
  /** As it is shown; null while only the id is known. */
  name: string | null;
}

interface EmployeeFieldProps {
  chosen: ChosenEmployee | null;
  onChoose: (chosen: ChosenEmployee | null) => void;
  problem: string | undefined;
}

/** Somebody who clocks in, found by name or number. */
export function EmployeeField({ chosen, onChoose, problem }: EmployeeFieldProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = accountsWords(language);
  const [query, setQuery] = useState('');
  const asked = chosen === null ? query.trim() : '';
  const { now } = useLoaded(asked, async signal => {
    if (asked === '') return [];
    const path = `/api/v1/employees?q=${encodeURIComponent(asked)}&per_page=${OFFERED_MAX}`;
    return (await session.ask(path, z.array(EmployeeView), { signal })).data;
  });
  if (chosen !== null) return <Chosen chosen={chosen} onOther={() => onChoose(null)} />;
  const offered = now.kind === 'there' ? now.value : [];
  return (
    <div class="field">
      <Field
        label={words.employee}
        name="employee"
        value={query}
        onInput={setQuery}
        hint={words.employeeHint}
        problem={problem}
        isRequired={false}
        maxLength={100}
      />
      <ul class="offers" aria-live="polite">
        {offered.map(({ employee, name, number }) => (
          <li key={employee}>
            <button
              type="button"
              class="button button-quiet button-small"
              onClick={() => onChoose({ employee, name: `${name} · ${number}` })}
            >
              {name} · {number}
            </button>
          </li>
        ))}
        {asked !== '' && now.kind === 'there' && offered.length === 0 && <li>{words.nobody}</li>}
      </ul>
    </div>
  );
}

interface ChosenProps {
  chosen: ChosenEmployee;
  onOther: () => void;
}

function Chosen({ chosen, onOther }: ChosenProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = accountsWords(language);
  const { employee, name } = chosen;
  const { now } = useLoaded(`${employee} ${name === null}`, async signal =>
    name === null
      ? (await session.ask(`/api/v1/employees/${employee}`, EmployeeView, { signal })).data
      : null,
  );
  const found = now.kind === 'there' && now.value !== null ? shownName(now.value) : null;
  return (
    <div class="field">
      <span class="label">{words.employee}</span>
      <div class="row-actions chosen">
        <span data-testid="chosen-employee">{name ?? found ?? (now.kind === 'loading' ? '' : employee)}</span>
        <button type="button" class="button button-quiet button-small" onClick={onOther}>
          {words.take}
        </button>
      </div>
    </div>
  );
}

function shownName({ name, number }: EmployeeView): string {
  return `${name} · ${number}`;
}
