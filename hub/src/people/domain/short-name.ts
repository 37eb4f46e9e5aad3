/** `Maria S.`: enough to recognise oneself on a screen that others see too. */
export function shortName(givenName: string, familyName: string): string {
  const [initial] = familyName;
  return initial ? `${givenName} ${initial.toLocaleUpperCase('de')}.` : givenName;
}
