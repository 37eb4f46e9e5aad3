import { useId } from 'preact/hooks';

interface MomentFieldProps {
  label: string;
  name: string;
  value: string;
  onInput: (value: string) => void;
  isRequired?: boolean;
}

/** A date of the calendar, `YYYY-MM-DD`. */
export function DateField(props: MomentFieldProps) {
  return <MomentField type="date" {...props} />;
}

/** A time of a wall clock, `HH:MM`. */
export function TimeField(props: MomentFieldProps) {
  return <MomentField type="time" {...props} />;
}

function MomentField({
  type,
  label,
  name,
  value,
  onInput,
  isRequired = true,
}: MomentFieldProps & { type: 'date' | 'time' }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type={type}
        name={name}
        value={value}
        required={isRequired}
        onInput={event => onInput(event.currentTarget.value)}
      />
    </div>
  );
}
