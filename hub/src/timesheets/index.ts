export { answerCase, ENGINE_VERSION } from './hours-answer.ts';
export { type ReadCase, readHoursDocument } from './hours-document.ts';
export { HoursDocumentError, type HoursProblem } from './hours-problem.ts';
