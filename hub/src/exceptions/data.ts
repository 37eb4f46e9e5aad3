/** The part of this feature that needs a database and no web server, for processes that serve nobody. */
export { type AcceptedFinding, AcceptedFindings } from './accepted-findings.ts';
