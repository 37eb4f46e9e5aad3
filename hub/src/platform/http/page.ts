import type { ApiPagination } from '@tapclock/contracts';
import { z } from 'zod';

/** Most rows of one page of any list. */
export const PAGE_ROWS_MAX = 100;

/** Query of every list. */
export const PageQuery = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  per_page: z.coerce.number().int().min(1).max(PAGE_ROWS_MAX).default(50),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** One page of a list; the envelope interceptor turns it into `data` and `pagination`. */
export class Page<T> {
  readonly items: readonly T[];
  readonly pagination: ApiPagination;

  constructor(items: readonly T[], pagination: ApiPagination) {
    this.items = items;
    this.pagination = pagination;
  }
}

/** Builds a page from the query and the number of rows in the whole list. */
export function page<T>(items: readonly T[], of: PageQuery & { total: number }): Page<T> {
  return new Page(items, {
    page: of.page,
    per_page: of.per_page,
    total: of.total,
    pages: Math.ceil(of.total / of.per_page),
  });
}
