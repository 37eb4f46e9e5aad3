/** The part of this feature that needs no web server: writing to the trail, and reading all of it. */

export { AuditTrailModule } from './audit-trail.module.ts';
export { AuditTrail, type NewEntry } from './audit-trail.ts';
export { readWholeTrail } from './whole-trail.ts';
