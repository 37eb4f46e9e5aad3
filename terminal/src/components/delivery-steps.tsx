import type { Delivery } from '@tapclock/contracts';
import type { Messages } from '../i18n/messages.ts';
import { useKiosk } from '../services/kiosk-context.ts';
import { Icon, type IconName } from './icon.tsx';

const ICON_OF: Record<Delivery, IconName> = {
  offline: 'kept',
  waiting: 'sending',
  confirmed: 'confirmed',
  quarantined: 'attention',
};

/** How far the punch has come: what is certain first, then the way to the hub. */
export function DeliverySteps({ delivery }: { delivery: Delivery }) {
  const words = useKiosk().store.words.value;
  return (
    <ol class="steps" data-testid="delivery" data-delivery={delivery}>
      <li>
        <Icon name="check" />
        {words.recordedHere}
      </li>
      <li key={delivery} class="step-new">
        <Icon name={ICON_OF[delivery]} />
        {wordsOf(delivery, words)}
      </li>
    </ol>
  );
}

function wordsOf(delivery: Delivery, words: Messages): string {
  switch (delivery) {
    case 'offline':
      return words.willBeSent;
    case 'waiting':
      return words.waiting;
    case 'confirmed':
      return words.confirmed;
    case 'quarantined':
      return words.quarantined;
  }
}
