import { AUDIT_PEOPLE_MAX } from '@tapclock/contracts';

/**
 * Whom something concerns: people by their ids, or everybody of a site, of all sites where it is null. A look at nobody is recorded only where
 * `evenOfNobody` says so: whoever reads the trail does not go unseen.
 */
export type Concern =
  | { people: readonly string[]; site?: string | null; evenOfNobody?: boolean }
  | { everybodyOf: string | null };

/** The same as an entry keeps it. More people than an entry names are everybody: too much is said rather than too little. */
export function keptConcern(concern: Concern): { people: string[]; everybody: boolean; site: string | null } {
  if ('everybodyOf' in concern) return { people: [], everybody: true, site: concern.everybodyOf };
  const people = [...new Set(concern.people)].sort();
  const site = concern.site ?? null;
  return people.length > AUDIT_PEOPLE_MAX
    ? { people: [], everybody: true, site }
    : { people, everybody: false, site };
}

/** The concern without one person, who looks at their own data; null when there is nothing to record. */
export function othersOf(concern: Concern, own: string | null): Concern | null {
  if ('everybodyOf' in concern) return concern;
  const people = concern.people.filter(person => person !== own);
  return people.length === 0 && concern.evenOfNobody !== true ? null : { ...concern, people };
}

/** Whether what was done was to look: nothing changed. */
export function isLook(action: string): boolean {
  return action.endsWith('.seen');
}
