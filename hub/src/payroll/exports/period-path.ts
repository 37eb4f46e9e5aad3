import { CalendarDate, PolicyName, Slug } from '@tapclock/contracts';
import { z } from 'zod';

/** A period as a path names it. */
export const PeriodPath = z.object({ site: Slug, group: PolicyName, from: CalendarDate });
