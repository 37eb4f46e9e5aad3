import { said } from '@tapclock/contracts';
import { z } from 'zod';
import { PageQuery } from './page.ts';

/** Most fields that a list is sorted by at once. */
const SORT_FIELDS_MAX = 3;
/** Longest text to search for. */
const SEARCH_LENGTH_MAX = 100;

/** One field to sort by. */
export interface SortTerm<Field extends string> {
  field: Field;
  descending: boolean;
}

/**
 * Query of a list: `page`, `per_page`, `sort=-field,field` over the named fields, `q` to search for, and filters of the route's own. The document
 * has it from the route's `ZodPipe`; SQL is made of it by `orderBy` and `prefixPattern`.
 *
 *     const AccountsQuery = listQuery({ fields: ['name', 'email'], sort: 'name', filters: { role: z.optional(Role) } });
 */
export function listQuery<
  const Fields extends readonly [string, ...string[]],
  Filters extends z.core.$ZodLooseShape,
>(options: { fields: Fields; sort: Fields[number] | `-${Fields[number]}`; filters: Filters }) {
  const { fields, sort, filters } = options;
  return PageQuery.extend({ sort: sortQuery<Fields[number]>(fields, sort), q: searchQuery(), ...filters });
}

/** Part of a query: fields to sort by, most important first, and those of whoever names none. */
export function sortQuery<Field extends string>(fields: readonly Field[], sort: Field | `-${Field}`) {
  const field = `-?(${fields.join('|')})`;
  const pattern = `^${field}(,${field}){0,${SORT_FIELDS_MAX - 1}}$`;
  const isSort = new RegExp(pattern);
  return z
    .string()
    .refine(
      text => isSort.test(text),
      said({
        en: `must be at most ${SORT_FIELDS_MAX} of ${fields.join(', ')}, with commas between them and "-" before those in descending order`,
        de: `muss höchstens ${SORT_FIELDS_MAX} von ${fields.join(', ')} nennen, mit Kommas dazwischen und "-" vor denen in absteigender Ordnung`,
      }),
    )
    .meta({ pattern, description: 'fields to sort by; "-" before one turns its order round' })
    .default(sort)
    .transform((text): SortTerm<Field>[] => text.split(',').map(part => termOf<Field>(part)));
}

/** Part of a query: text to search for. */
export function searchQuery() {
  return z.optional(
    z.string().trim().min(1).max(SEARCH_LENGTH_MAX).meta({ description: 'text to search for' }),
  );
}

function termOf<Field extends string>(part: string): SortTerm<Field> {
  const descending = part.startsWith('-');
  // The pattern let only fields pass.
  return { field: (descending ? part.slice(1) : part) as Field, descending };
}

/**
 * `order by` of a list. Columns come from the route's own table of expressions, never from the request; rows that are alike stand in the
 * order of `tieBreak`, so that no page repeats or loses one. It runs the way of the last term: one index serves both directions.
 */
export function orderBy<Field extends string>(
  terms: readonly SortTerm<Field>[],
  columns: Readonly<Record<Field, string>>,
  tieBreak: string,
): string {
  const direction = (descending: boolean) => (descending ? 'desc' : 'asc');
  const parts = terms.map(({ field, descending }) => `${columns[field]} ${direction(descending)}`);
  return `order by ${[...parts, `${tieBreak} ${direction(terms.at(-1)?.descending ?? false)}`].join(', ')}`;
}

/** Pattern of LIKE for texts that begin with what somebody searches for; what they typed is only text in it. */
export function prefixPattern(text: string): string {
  return `${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
