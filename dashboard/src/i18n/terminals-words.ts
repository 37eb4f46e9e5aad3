import type { Language } from '@tapclock/contracts';

const en = {
  pair: 'Pair a kiosk',
  pairLead: 'Type the code that the screen of the kiosk shows.',
  code: 'Code on the kiosk',
  find: 'Find the kiosk',
  compare: 'Is this the kiosk in front of you?',
  compareLead: 'The key must read the same on its screen.',
  key: 'Key',
  device: 'Device',
  source: 'Network address',
  version: 'Version',
  knownAs: 'Was before',
  site: 'Site',
  place: 'Place',
  placeHint: 'As people call it, such as Gate 2.',
  name: 'Name',
  nameHint: 'Small letters, digits and hyphens; it stays for good.',
  replace: 'Take over the name of the kiosk that has it now; that one is cut off',
  approve: 'Let it in',
  otherCode: 'Another code',
  paired: (place: string) => `${place} is paired. Its screen says so within seconds.`,
  revoke: 'Cut off',
  revokeTitle: (place: string) => `Cut off ${place}`,
  revokeLead: 'It can send nothing more. What it recorded stays. Pairing lets it in again.',
  reason: 'Reason, for the audit trail',
  revoked: (place: string) => `${place} is cut off.`,
  none: 'No kiosk at this site yet',
  noneDetail: 'Start one, and pair it with the code on its screen.',
};

export type TerminalsWords = typeof en;

const de: TerminalsWords = {
  pair: 'Terminal koppeln',
  pairLead: 'Tippen Sie den Code ein, den der Bildschirm des Terminals zeigt.',
  code: 'Code auf dem Terminal',
  find: 'Terminal suchen',
  compare: 'Ist das das Terminal vor Ihnen?',
  compareLead: 'Der Schlüssel muss auf seinem Bildschirm gleich lauten.',
  key: 'Schlüssel',
  device: 'Gerät',
  source: 'Netzadresse',
  version: 'Version',
  knownAs: 'War bisher',
  site: 'Standort',
  place: 'Ort',
  placeHint: 'Wie man ihn nennt, etwa Tor 2.',
  name: 'Name',
  nameHint: 'Kleine Buchstaben, Ziffern und Bindestriche; er bleibt für immer.',
  replace: 'Den Namen des Terminals übernehmen, das ihn jetzt hat; jenes wird ausgesperrt',
  approve: 'Zulassen',
  otherCode: 'Anderer Code',
  paired: place => `${place} ist gekoppelt. Sein Bildschirm sagt es in wenigen Sekunden.`,
  revoke: 'Aussperren',
  revokeTitle: place => `${place} aussperren`,
  revokeLead: 'Es kann nichts mehr senden. Was es aufgezeichnet hat, bleibt. Koppeln lässt es wieder zu.',
  reason: 'Grund, für das Protokoll',
  revoked: place => `${place} ist ausgesperrt.`,
  none: 'An diesem Standort gibt es noch kein Terminal',
  noneDetail: 'Starten Sie eines, und koppeln Sie es mit dem Code auf seinem Bildschirm.',
};

export function terminalsWords(language: Language): TerminalsWords {
  return { en, de }[language];
}
