import { useId } from 'preact/hooks';

interface MomentFieldProps {
  label: string;
  name: string;
  value: string;
  onInput: (value: string) => void;
  isRequired?: boolean;
}

/** A date of the calendar, `YYYY-MM-DD`. */
export function DateField({ label, name, value, onInput, isRequired = true }: MomentFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="date"
        name={name}
        value={value}
        required={isRequired}
        onInput={event => onInput(event.currentTarget.value)}
      />
    </div>
  );
}

/** A time of a wall clock, `HH:MM`. */
export function TimeField({ label, name, value, onInput, isRequired = true }: MomentFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="time"
        name={name}
        value={value}
        required={isRequired}
        onInput={event => onInput(event.currentTarget.value)}
      />
    </div>
  );
}
