import type { Known } from './known.ts';

/**
 * `list`: a page of many, or one answer made of several such questions. `object`: one thing by its id, or a short list, found by an index. `report`: made of everybody of a site for each answer: the
 * whole board, how far a pay period is. `document`: a file of everything about something.
 */
export type RouteKind = 'list' | 'object' | 'report' | 'document';

/** One way to ask a route, with paths that take turns. */
export interface Question {
  /** As the document writes the path. */
  route: string;
  kind: RouteKind;
  /** What is asked for beyond the route; part of the name under which the figures stand. */
  variant: string;
  paths: readonly string[];
  asks: 'admin' | 'supervisor' | 'worker';
}

export interface World {
  known: Known;
  /** The month that is paid. */
  month: { from: string; to: string };
  pairingCode: string;
  nowMs: number;
}

export function plain(kind: RouteKind, route: string): Question {
  return one(kind, route, [route]);
}

export function one(
  kind: RouteKind,
  route: string,
  paths: readonly string[],
  asks: Question['asks'] = 'admin',
): Question {
  return { kind, route, variant: '', paths, asks };
}

/** One question a variant; a query that does not begin with a slash belongs to the route itself. */
export function each(
  kind: RouteKind,
  route: string,
  variants: Readonly<Record<string, readonly string[]>>,
  asks: Question['asks'] = 'admin',
): Question[] {
  return Object.entries(variants).map(([variant, queries]) => {
    const paths = queries.map(query =>
      query.startsWith('/') ? query : query === '' ? route : `${route}?${query}`,
    );
    return { ...one(kind, route, paths, asks), variant };
  });
}
