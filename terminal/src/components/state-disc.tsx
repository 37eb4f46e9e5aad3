import { Icon, type IconName } from './icon.tsx';

/** The picture of a result: what happened in a disc, and a check on it when it is recorded. */
export function StateDisc({ icon, isRecorded }: { icon: IconName; isRecorded: boolean }) {
  return (
    <div class="disc" aria-hidden="true">
      <Icon name={icon} class="disc-icon" />
      {isRecorded && (
        <span class="disc-check">
          <Icon name="check" class="disc-tick" />
        </span>
      )}
    </div>
  );
}
