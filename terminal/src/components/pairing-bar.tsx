import { useKiosk } from '../services/kiosk-context.ts';
import { Icon } from './icon.tsx';

/** In place of the bar with site and connection, neither of which there is yet. */
export function PairingBar() {
  const words = useKiosk().store.words.value;
  return (
    <header class="bar pairing-bar">
      <p class="bar-place">
        <b>Tapclock</b>
      </p>
      <p class="pairing-no-taps">
        <Icon name="cancel" />
        {words.startingHint}
      </p>
    </header>
  );
}
