import { useKiosk } from '../services/kiosk-context.ts';
import { Icon } from './icon.tsx';

/** Above a result: the code to prove it with, and that the next person may tap already. */
export function ResultHead({ receipt }: { receipt: string }) {
  const words = useKiosk().store.words.value;
  return (
    <header class="result-head">
      <p class="receipt">
        {words.receipt} <b data-testid="receipt">{receipt}</b>
      </p>
      <p class="result-next">
        {words.nextBadge}
        <Icon name="badge" />
      </p>
    </header>
  );
}
