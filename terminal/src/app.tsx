import { LiveRegion } from './components/live-region.tsx';
import { assertNever } from './domain/assert-never.ts';
import type { Shown } from './domain/kiosk-state.ts';
import { AlreadyRecordedScreen } from './screens/already-recorded.screen.tsx';
import { CardScreen } from './screens/card.screen.tsx';
import { IdentifyScreen } from './screens/identify.screen.tsx';
import { IdleScreen } from './screens/idle.screen.tsx';
import { PairingScreen } from './screens/pairing.screen.tsx';
import { PinScreen } from './screens/pin.screen.tsx';
import { RecordedScreen } from './screens/recorded.screen.tsx';
import { RefusedScreen } from './screens/refused.screen.tsx';
import { StartingScreen } from './screens/starting.screen.tsx';
import { UnknownBadgeScreen } from './screens/unknown-badge.screen.tsx';
import { useKiosk } from './services/kiosk-context.ts';

/** One screen at a time, whichever the bridge says. */
export function App() {
  const { store } = useKiosk();
  return (
    <>
      <main>{drawn(store.shown.value)}</main>
      <LiveRegion />
    </>
  );
}

function drawn(shown: Shown) {
  switch (shown.screen) {
    case 'starting':
      return <StartingScreen />;
    case 'idle':
      return <IdleScreen />;
    case 'card':
      return <CardScreen key={shown.visit} card={shown} />;
    case 'pin':
      return <PinScreen key={`${shown.visit}-${shown.step}`} pin={shown} />;
    case 'recorded':
      return <RecordedScreen key={shown.visit} recorded={shown} />;
    case 'unknown-badge':
      return <UnknownBadgeScreen key={shown.visit} unknown={shown} />;
    case 'already-recorded':
      return <AlreadyRecordedScreen key={shown.visit} already={shown} />;
    case 'refused':
      return <RefusedScreen refused={shown} />;
    case 'identify':
      return <IdentifyScreen />;
    case 'pairing':
      return <PairingScreen step={shown.step} />;
    default:
      return assertNever(shown);
  }
}
