import type { PunchAction } from '@tapclock/contracts';
import { useKiosk } from '../services/kiosk-context.ts';
import { Icon } from './icon.tsx';

type Props = {
  action: PunchAction;
  onChoose: (action: PunchAction) => void;
  isAsked: boolean;
  isOff: boolean;
};

/** One of the other actions of a person: smaller than the proposed one, still a gloved thumb wide. */
export function ActionButton({ action, onChoose, isAsked, isOff }: Props) {
  return (
    <button
      type="button"
      class="action"
      data-action={action}
      data-asked={isAsked}
      disabled={isOff}
      onClick={() => onChoose(action)}
    >
      <Icon name={action} />
      <span>{useKiosk().store.words.value.actions[action]}</span>
    </button>
  );
}
