import type { BoardTerminal, Language, PersonState, PunchAction, Role } from '@tapclock/contracts';
import type { LinePart } from '../domain/day-line.ts';
import type { PageName } from '../domain/pages.ts';
import type { StatusKind } from '../domain/person-status.ts';
import type { Bucket, Group } from '../domain/person-view.ts';
import { de } from './de.ts';
import { en } from './en.ts';

type Alarm = NonNullable<BoardTerminal['alarm']>;
type Text = string;
type With1 = (text: string) => string;
type With2 = (first: string, second: string) => string;
type WithCount = (count: number) => string;

/** Every word on the screen, once per language; a language that lacks one does not compile. */
export interface Words {
  floor: Text;
  language: Text;
  site: Text;
  skipToFloor: Text;
  skipToContent: Text;

  pagesLabel: Text;
  pages: Record<PageName, Text>;
  roles: Record<Role, Text>;
  menuOf: With1;
  logOut: Text;
  logOutFailed: Text;
  pageAway: Text;
  pageAwayDetail: Text;
  reload: Text;

  live: Text;
  connecting: Text;
  notLive: Text;
  notLiveSince: With1;
  notLiveDetail: Text;
  hubAway: Text;
  hubAwayDetail: Text;
  siteUnknown: Text;
  siteUnknownDetail: Text;
  noSites: Text;
  noSitesDetail: Text;
  tryNow: Text;

  noShiftNow: Text;
  shiftNow: (name: string, from: string, to: string) => string;
  moreShifts: WithCount;

  search: Text;
  searchShort: Text;
  clearSearch: Text;
  found: WithCount;

  counts: Text;
  buckets: Record<Bucket, Text>;
  ofPlanned: (present: number, planned: number) => string;
  nonePlanned: Text;
  longest: With1;
  allHere: Text;
  mostLate: With1;
  allOnTime: Text;
  longBreaks: WithCount;
  nobody: Text;
  nextAt: With1;
  noneToCome: Text;
  lastAt: With1;
  noneGone: Text;

  needsYou: Text;
  nothingNeedsYou: Text;
  moreToSettle: WithCount;
  settled: Text;
  attention: {
    missing: With1;
    missingDetail: (area: string, start: string, span: string) => string;
    overstay: With1;
    overstayDetail: (area: string, shift: string, ended: string, span: string) => string;
    overstayNoShift: With2;
    longBreak: With1;
    longBreakDetail: With2;
    unknownBadge: With1;
    unknownBadgeDetail: (time: string, taps: number) => string;
    terminalOffline: With1;
    terminalOfflineDetail: (since: string, kept: number | null) => string;
    terminalNeverSeen: Text;
    alarms: Record<Alarm, With1>;
    alarmDetails: Record<Alarm, Text>;
    readerMissing: With1;
    readerPartly: With1;
    readerMissingDetail: With2;
    clockOff: With1;
    clockOffDetail: (span: string, isAhead: boolean) => string;
  };

  groups: Record<Group, Text>;
  otherArea: Text;
  shortBy: WithCount;
  extra: WithCount;
  nobodyHere: Text;
  nobodyMatches: Text;
  noPeople: Text;
  noPeopleDetail: Text;

  states: Record<StatusKind, Text>;
  dueNow: Text;
  untilTime: With1;
  breakLong: With1;
  noShiftPlanned: Text;
  shiftEnded: With1;
  overBy: With1;
  leftEarly: With1;
  nextShift: With2;

  waitingChanges: WithCount;
  applyChanges: Text;

  terminals: Text;
  noTerminals: Text;
  online: Text;
  offline: Text;
  lastTap: With1;
  noTapEver: Text;
  heardLast: With1;
  neverHeard: Text;
  keptThere: WithCount;
  nothingKept: Text;
  clockAhead: With1;
  clockBehind: With1;
  alarmWord: Text;
  readerWord: Record<'opening' | 'silent' | 'missing', Text>;
  /** By the code in a terminal's status. */
  readerProblems: Readonly<Record<string, Text>>;
  readerProblemCode: With1;
  readerTrouble: With1;

  close: Text;
  personNumber: With1;
  shiftsTitle: Text;
  tapsTitle: Text;
  noTaps: Text;
  noShifts: Text;
  lastTapAt: With1;
  legend: Record<LinePart['kind'], Text>;
  actions: Record<PunchAction, Text>;
  findings: {
    late: With1;
    early: With1;
    unscheduled: Text;
    unknownBadge: Text;
    duplicate: Text;
    wrongOrder: Record<PersonState, Text>;
    clockAhead: With1;
    clockBehind: With1;
    missingClockOut: With1;
  };
  sentence: {
    in: With1;
    late: With2;
    break: With2;
    unplanned: With1;
    overstay: With2;
    overstayNoShift: With1;
    missing: With2;
    expected: With1;
    due: With1;
    gone: With1;
    goneEarly: With2;
    off: Text;
  };
}

const LANGUAGES: Record<Language, Words> = { en, de };

export function wordsOf(language: Language): Words {
  return LANGUAGES[language];
}

/** The first language of the browser that the board speaks; English when it speaks none. */
export function pickLanguage(remembered: string | null, preferred: readonly string[]): Language {
  for (const tag of remembered === null ? preferred : [remembered, ...preferred]) {
    const language = tag.toLowerCase().split('-')[0];
    if (language === 'en' || language === 'de') return language;
  }
  return 'en';
}
