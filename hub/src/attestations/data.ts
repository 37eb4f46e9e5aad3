/** The part of this feature that needs a database and no web server, for processes that serve nobody. */
export { AttestationReader, type AttestedDays } from './attestation-reader.ts';
