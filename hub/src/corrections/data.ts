/** The part of this feature that needs a database and no web server, for processes that serve nobody. */
export { CorrectionsRepository } from './corrections.repository.ts';
export { PunchReadings, type StoredCorrection } from './domain/index.ts';
