/** The part of this feature that needs no server: the engine, cases and sheets, for commands that stand alone. */
export { ENGINE_VERSION, TIME_ZONE_DATA } from './case/engine-version.ts';
export { answerCase } from './case/hours-answer.ts';
export { type ReadCase, readHoursDocument } from './case/hours-document.ts';
export { HoursDocumentError, type HoursProblem } from './case/hours-problem.ts';
export {
  type Correction,
  compareCodes,
  computeHours,
  findingSentence,
  formatDay,
  type HoursFacts,
  type HoursFinding,
  type HoursResult,
  type LocalDay,
  parseDay,
  payPeriodOf,
  spanStart,
  ZoneClocks,
} from './domain/index.ts';
export type { PersonFacts, Stretch } from './facts/person-facts.ts';
export { sumCodes } from './sheets/code-sums.ts';
export { dayHashes } from './sheets/day-hash.ts';
export { buildSheet, type SheetPeriod, sheetFromInputs } from './sheets/sheet-builder.ts';
export { factsOf } from './sheets/sheet-inputs.ts';
export { dayTexts, sheetText } from './sheets/sheet-text.ts';
export { UNSETTLED_CODES, unsettledFinding } from './sheets/unsettled-finding.ts';
