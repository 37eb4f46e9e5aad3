import { z } from 'zod';

/** An export as a path names it. */
export const ExportPath = z.object({ id: z.uuid() });
