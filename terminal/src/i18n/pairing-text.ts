import type { PairingStep } from '@tapclock/contracts';
import type { Messages } from './messages.ts';

/** What a step of pairing is called and what it means, for the steps that show nothing else. */
export function pairingText(step: PairingStep, { pairing }: Messages): { title: string; hint: string } {
  switch (step.step) {
    case 'asking':
      return { title: pairing.askingTitle, hint: pairing.askingHint(step.hub) };
    case 'code':
      return { title: pairing.codeTitle, hint: pairing.codeHint };
    case 'hub-away':
      return { title: pairing.awayTitle, hint: pairing.awayHint(step.hub) };
    case 'refused':
      return { title: pairing.refusedTitle, hint: pairing.refusedHint[step.reason] };
    case 'paired':
      return { title: pairing.pairedTitle, hint: pairing.pairedHint(step.site, step.place) };
  }
}
