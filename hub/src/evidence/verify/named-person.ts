import type { SheetPerson } from '@tapclock/contracts';

/** How somebody is called in a report: personnel number and name. */
export function nameOf({ number, givenName, familyName }: SheetPerson): string {
  return `${number} ${givenName} ${familyName}`;
}
