import type {
  ExceptionDetail,
  NewLeaveDay,
  ReadyFix,
  SettleRequest,
  TimesheetPunch,
} from '@tapclock/contracts';
import { LeaveKind } from '@tapclock/contracts';
import { useState } from 'preact/hooks';
import { correctionOf, missedPunch, type PunchChange, statedPunch } from '../domain/punch-changes.ts';
import { formWords } from '../i18n/form-words.ts';
import { inboxWords } from '../i18n/inbox-words.ts';
import { useLanguage } from './app-context.ts';
import { type ChosenEmployee, EmployeeField } from './employee-field.tsx';
import { Field } from './field.tsx';
import { Form, Problem, Submit } from './form-parts.tsx';
import { PunchChangesField } from './punch-changes-field.tsx';
import { Select } from './select.tsx';
import type { Sending } from './sending.ts';

/** Whether a fix is done by one press, or needs something said first. */
export function needsForm({ fix, needsReason }: Pick<ReadyFix, 'fix' | 'needsReason'>): boolean {
  return needsReason || fix === 'correct' || fix === 'record-leave';
}

interface FixFormProps {
  detail: ExceptionDetail;
  fix: ReadyFix;
  /** Taps of the day, as far as they are known. */
  punches: readonly TimesheetPunch[];
  sending: Sending;
  onSettle: (request: SettleRequest) => void;
  onCancel: () => void;
}

/** What a fix needs to know: why, which leave, or which corrections. */
export function FixForm({ detail, fix, punches, sending, onSettle, onCancel }: FixFormProps) {
  const { language, format } = useLanguage();
  const words = inboxWords(language);
  const date = detail.date ?? detail.at.slice(0, 10);
  const [reason, setReason] = useState('');
  const [kind, setKind] = useState<LeaveKind>('annual');
  const [hours, setHours] = useState(() =>
    String(Math.round(((detail.facts.seconds ?? 28_800) / 3600) * 100) / 100),
  );
  const [person, setPerson] = useState<ChosenEmployee | null>(
    detail.person === null ? null : { employee: detail.person.employee, name: detail.person.name },
  );
  const [changes, setChanges] = useState<PunchChange[]>([
    missedPunch(date, detail.person === null ? 'clock-in' : 'clock-out'),
  ]);
  const isLeave = fix.fix === 'record-leave';
  const isOwn = fix.fix === 'correct';
  const leave = isLeave ? leaveOf(kind, hours) : undefined;
  const [wrong, setWrong] = useState('');
  const submit = () => {
    if (leave === null) return setWrong(words.leaveHoursWrong);
    const said = reason.trim();
    if (isOwn && person === null) return setWrong(words.person);
    setWrong('');
    const stated = changes.map(statedPunch).filter(change => change !== null);
    onSettle({
      fix: fix.fix,
      ...(said === '' ? {} : { reason: said }),
      ...(leave === undefined ? {} : { leave }),
      ...(isOwn && person !== null
        ? { corrections: stated.map(change => correctionOf(change, person.employee, said)) }
        : {}),
    });
  };
  return (
    <div class="fix-form" data-testid="fix-form" data-fix={fix.fix}>
      <Form sending={sending} onSubmit={submit} label={fix.label}>
        <b>{fix.label}</b>
        {isOwn && detail.person === null && (
          <EmployeeField chosen={person} onChoose={setPerson} problem={undefined} />
        )}
        {isOwn && (
          <PunchChangesField
            changes={changes}
            onChange={setChanges}
            punches={punches}
            date={date}
            format={format}
          />
        )}
        {isLeave && (
          <div class="form-row">
            <Select
              label={words.leaveKind}
              name="leave-kind"
              value={kind}
              options={LeaveKind.options.map(value => ({ value, name: words.leaveKinds[value] }))}
              onChange={setKind}
            />
            <Field label={words.leaveHours} name="leave-hours" value={hours} onInput={setHours} />
          </div>
        )}
        {(!isLeave || fix.needsReason) && (
          <Field
            label={words.reason}
            name="reason"
            value={reason}
            onInput={setReason}
            maxLength={500}
            hasFocus={!isOwn}
            isRequired={fix.needsReason || isOwn}
          />
        )}
        {wrong !== '' && (
          <p class="field-problem" role="alert">
            {wrong}
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
    </div>
  );
}

/** Leave as it was typed; null where that is no number of hours of a day. */
function leaveOf(kind: LeaveKind, hours: string): NewLeaveDay | null {
  const minutes = Math.round(Number(hours.trim().replace(',', '.')) * 60);
  if (hours.trim() === '' || !(minutes >= 0 && minutes <= 1_440)) return null;
  return { kind, minutes, code: kind === 'sick' ? 'SICK' : 'LEAVE' };
}
