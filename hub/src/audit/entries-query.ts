import { z } from 'zod';
import { PAGE_ROWS_MAX } from '../platform/http/page.ts';

/** Query of a list that goes back in time. It has no pages: a trail grows at its front while somebody reads. */
export const EntriesQuery = z.object({
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_ROWS_MAX).default(50),
});
