import { Role, type TeamName } from '@tapclock/contracts';
import { accountsWords } from '../i18n/accounts-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { type ChosenEmployee, EmployeeField } from './employee-field.tsx';
import { Select } from './select.tsx';

/** What an administrator decides about somebody. */
export interface RoleDraft {
  role: Role;
  employee: ChosenEmployee | null;
  teams: readonly TeamName[];
}

interface RoleFieldsProps {
  draft: RoleDraft;
  onChange: (draft: RoleDraft) => void;
  problems: ReadonlyMap<string, string> | undefined;
}

/** Role, the person it belongs to, and the teams a supervisor leads. */
export function RoleFields({ draft, onChange, problems }: RoleFieldsProps) {
  const { stores } = useApp();
  const { language, words } = useLanguage();
  const mine = accountsWords(language);
  const board = stores.board.board.value;
  const leads = (team: string) => draft.teams.some(one => one.site === board?.site.id && one.team === team);
  const toggle = (team: string) => {
    if (!board) return;
    const others = draft.teams.filter(one => one.site !== board.site.id || one.team !== team);
    onChange({ ...draft, teams: leads(team) ? others : [...others, { site: board.site.id, team }] });
  };
  return (
    <>
      <Select
        label={mine.role}
        name="role"
        value={draft.role}
        options={Role.options.map(value => ({ value, name: words.roles[value] }))}
        onChange={role => onChange({ ...draft, role, teams: role === 'supervisor' ? draft.teams : [] })}
      />
      <EmployeeField
        chosen={draft.employee}
        onChoose={employee => onChange({ ...draft, employee })}
        problem={problems?.get('employee')}
      />
      {draft.role === 'supervisor' && board && (
        <fieldset class="field">
          <legend class="label">{mine.teams(board.site.name)}</legend>
          {board.teams.map(team => (
            <label key={team.id} class="check">
              <input type="checkbox" checked={leads(team.id)} onChange={() => toggle(team.id)} />
              <span>{team.name}</span>
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
}
