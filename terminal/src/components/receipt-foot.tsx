import type { Delivery } from '@tapclock/contracts';
import { useKiosk } from '../services/kiosk-context.ts';
import { DeliverySteps } from './delivery-steps.tsx';
import { Icon } from './icon.tsx';

/** The foot of a result: how far it has come, the code to prove it with, and that the next person may tap already. */
export function ReceiptFoot({ delivery, receipt }: { delivery: Delivery; receipt: string }) {
  const words = useKiosk().store.words.value;
  return (
    <footer class="foot">
      <DeliverySteps delivery={delivery} />
      <p class="receipt">
        {words.receipt} <b data-testid="receipt">{receipt}</b>
      </p>
      <p class="foot-next">
        <Icon name="badge" />
        {words.nextBadge}
      </p>
    </footer>
  );
}
