import { useKiosk } from '../services/kiosk-context.ts';

/** Which of these kiosks is it: this one. Flashes once a second, well under the three that may harm. */
export function IdentifyScreen() {
  const { store } = useKiosk();
  const { hello } = store.state.value;
  return (
    <section class="screen identify" data-testid="screen-identify">
      <p>{store.words.value.identify}</p>
      <h1 data-testid="terminal">{hello?.place ?? ''}</h1>
      <p class="identify-code">{hello?.terminal ?? ''}</p>
    </section>
  );
}
