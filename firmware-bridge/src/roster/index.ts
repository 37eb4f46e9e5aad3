export { Roster } from './roster.ts';
export { CARDS_MAX, RosterFile } from './roster-file.ts';
export { weekMinutesAt, weekStarts } from './week.ts';
