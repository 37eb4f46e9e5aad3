import type { AttentionItem } from './attention.ts';
import type { BoardView } from './board-view.ts';
import { type Bucket, GROUPS, type Group, groupOf, isInBucket, type PersonView } from './person-view.ts';
import { matches } from './search.ts';

/** What the person at the screen asked to see. */
export interface Asked {
  site: string;
  bucket: Bucket | null;
  query: string;
}

/** Which row stands where. Contents of rows are not part of it: they change in place at any time. */
export interface FloorLayout {
  /** Changes only when the person at the screen asked for something else. */
  askedKey: string;
  areas: { id: string; groups: { group: Group; employees: string[] }[] }[];
  attention: AttentionItem[];
}

/**
 * Where every row belongs now. Within a group by name, so that a row moves only when its group changes; expected people
 * in order of their shift, because that is how they come in.
 */
export function layoutOf(view: BoardView, attention: AttentionItem[], asked: Asked): FloorLayout {
  const shown = [...view.people.values()].filter(
    person =>
      (asked.bucket === null || isInBucket(person.status, asked.bucket)) &&
      matches(asked.query, person.name, person.number),
  );
  return {
    askedKey: JSON.stringify([asked.site, asked.bucket, asked.query.trim()]),
    attention,
    areas: view.areas.map(({ id }) => ({
      id,
      groups: GROUPS.flatMap(group => {
        const members = shown.filter(person => person.area === id && groupOf(person.status) === group);
        return members.length > 0 ? [{ group, employees: members.sort(inOrder).map(idOf) }] : [];
      }),
    })),
  };
}

const byName = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

function inOrder(a: PersonView, b: PersonView): number {
  return startOf(a) - startOf(b) || byName.compare(a.name, b.name) || (a.employee < b.employee ? -1 : 1);
}

function startOf({ status }: PersonView): number {
  return status.kind === 'expected' ? status.shift.startMs : 0;
}

function idOf(person: PersonView): string {
  return person.employee;
}
