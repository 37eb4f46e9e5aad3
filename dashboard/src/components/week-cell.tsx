import type { PlanCell, PlannedShift } from '@tapclock/contracts';
import type { Format } from '../i18n/format.ts';
import type { WeekWords } from '../i18n/week-words.ts';
import { Icon } from './icon.tsx';

interface WeekCellProps {
  cell: PlanCell;
  /** Name and date, for those who hear it. */
  label: string;
  level: 'error' | 'warning' | null;
  words: WeekWords;
  format: Format;
  onPress: () => void;
}

/** One person on one date: what is published, what is drafted instead, leave, and whether something is wrong. */
export function WeekCell({ cell, label, level, words, format, onPress }: WeekCellProps) {
  const { published, draft, leave } = cell;
  const isEmpty = published.length === 0 && draft === null && leave.length === 0;
  return (
    <button
      type="button"
      class="week-cell"
      data-testid="week-cell"
      data-date={cell.date}
      data-drafted={draft !== null}
      onClick={onPress}
    >
      <span class="for-readers">
        {label}
        {isEmpty ? `: ${words.empty}` : ''}
      </span>
      {leave.map(({ kind }) => (
        <span key={kind} class="week-leave">
          {words.leave[kind]}
        </span>
      ))}
      {published.map(shift => (
        <Shift key={shift.startsAt} shift={shift} format={format} isReplaced={draft !== null} />
      ))}
      {draft !== null && (
        <span class="week-draft">
          <small>{words.draft}</small>
          {draft.shifts.length === 0 && <span>{words.dayOff}</span>}
          {draft.shifts.map(shift => (
            <Shift key={shift.startsAt} shift={shift} format={format} isReplaced={false} />
          ))}
        </span>
      )}
      {level !== null && (
        <span class={`week-wrong hue-${level === 'error' ? 'stop' : 'warn'}`}>
          <Icon name="alert" size={16} />
        </span>
      )}
    </button>
  );
}

interface ShiftProps {
  shift: PlannedShift;
  format: Format;
  isReplaced: boolean;
}

function Shift({ shift, format, isReplaced }: ShiftProps) {
  const times = `${format.time(Date.parse(shift.startsAt))}–${format.time(Date.parse(shift.endsAt))}`;
  const text = (
    <>
      <b>{shift.code ?? shift.name}</b> <span class="week-times">{times}</span>
    </>
  );
  return isReplaced ? <s class="week-shift">{text}</s> : <span class="week-shift">{text}</span>;
}
