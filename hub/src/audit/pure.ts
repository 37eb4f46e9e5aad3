/** The part of this feature that needs no server: the verifier. */
export { readHeads } from './verify/heads-file.ts';
export { NotATrailError } from './verify/not-a-trail.ts';
export { trailReportText } from './verify/report-text.ts';
export { readTrail } from './verify/trail-lines.ts';
export { type TrailReport, verifyTrail } from './verify/verify-trail.ts';
