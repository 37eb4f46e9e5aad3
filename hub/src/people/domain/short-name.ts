/** What a roster card carries at most. */
const LENGTH_MAX = 40;

/** `Maria S.`: enough to recognise oneself on a screen that others see too. */
export function shortName(givenName: string, familyName: string): string {
  const [initial] = familyName;
  const ending = initial ? ` ${initial.toLocaleUpperCase('de')}.` : '';
  const room = LENGTH_MAX - ending.length;
  // By characters: half of one could not be stored.
  const given = givenName.length <= room ? givenName : [...givenName].slice(0, Math.floor(room / 2)).join('');
  return `${given}${ending}`;
}
