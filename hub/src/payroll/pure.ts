/** The part of this feature that needs no server: formats and the digests of a lock, for commands that stand alone. */
export { type HoursLine, hoursOf, type PersonHours } from './domain/hours-line.ts';
export { ExportBuild } from './exports/export-build.ts';
export type { ExportFormat } from './formats/format.ts';
export { EXPORT_FORMATS } from './formats/index.ts';
export { LockDigester } from './periods/digest.ts';
