import type { PersonState } from '@tapclock/contracts';
import { useKiosk } from '../services/kiosk-context.ts';
import { Icon } from './icon.tsx';

/** Where a person stands: hue, icon and word. */
export function StateChip({ state }: { state: PersonState }) {
  return (
    <p class="chip" data-tone={state} data-testid="state" data-state={state}>
      <Icon name={state} />
      {useKiosk().store.words.value.states[state]}
    </p>
  );
}
