import { useKiosk } from '../services/kiosk-context.ts';
import { Icon } from './icon.tsx';

/** The way in for a person without a badge. */
export function PinEntryButton() {
  const { store, bridge, sounds } = useKiosk();
  if (!store.state.value.hello?.pinEnabled) return null;
  const words = store.words.value;
  const start = () => {
    sounds.play('key');
    bridge.send({ type: 'pin-start' });
  };
  return (
    <button type="button" class="pin-entry" data-testid="pin-start" onClick={start}>
      <Icon name="pin" />
      <span>
        <small>{words.noBadge}</small> {words.usePin}
      </span>
    </button>
  );
}
