import type { Board, BoardChange } from '@tapclock/contracts';
import { isWithin, type Viewer } from '../platform/http/access/reach-lists.ts';

/** A board with the people whom a viewer may see. Terminals and unknown badges are nobody's, and everybody with a board needs them. */
export function boardFor(board: Board, viewer: Viewer): Board {
  if (viewer.reach.kind === 'everybody') return board;
  const site = board.site.id;
  return { ...board, people: board.people.filter(person => isWithin(viewer, { ...person, site })) };
}

/** Changes of a site's board that a viewer may hear of. Who of `shown` is out of their reach now is gone; of others nothing is said. */
export function changesFor(
  changes: readonly BoardChange[],
  site: string,
  viewer: Viewer,
  shown: ReadonlySet<string>,
): BoardChange[] {
  return changes.flatMap((change): BoardChange[] => {
    if (change.kind !== 'person' || isWithin(viewer, { ...change.person, site })) return [change];
    const { employee } = change.person;
    return shown.has(employee) ? [{ kind: 'gone', employee }] : [];
  });
}
