import { KEY } from './key-codes.ts';

/**
 * Published keystrokes of such readers; sources in README.md. Reports are boot keyboard reports in hex.
 */
export interface RecordedTyping {
  reports: readonly string[];
  text: string;
  source: string;
}

const RELEASE = '0000000000000000';
const press = (usage: string) => [`0000${usage}0000000000`, RELEASE];

export const RECORDED_TYPINGS: readonly RecordedTyping[] = [
  { reports: ['0000250000000000'], text: '8', source: 'node-hid issue 413' },
  {
    reports: '27271E201E1E2726252528'.match(/../g)?.flatMap(press) ?? [],
    text: '0013110988',
    source: 'rusty-octopus, reader 16c0:27db; reports computed',
  },
  {
    reports: ['0000270000000000', RELEASE, '0000210000000000', RELEASE, '0200040000000000', RELEASE],
    text: '04A',
    source: 'computed',
  },
  {
    // PACS in hex, as an OMNIKEY 5427 types it.
    reports: '27232722271F221F212728'.match(/../g)?.flatMap(press) ?? [],
    text: '0605025240',
    source: 'HID OMNIKEY user guide 5127-902; reports computed',
  },
];

/** Keys that are no badge: what a hand does, and what no reader types. */
export const BAD_TYPINGS: readonly {
  keys: readonly number[];
  gapMs: number;
  reason: string;
  what: string;
}[] = [
  { keys: [2, 3, 4, 5, 6, 7, 8, 9, KEY.enter], gapMs: 51, reason: 'typed-by-hand', what: 'keys 51 ms apart' },
  { keys: [2, 3, 4, KEY.enter], gapMs: 4, reason: 'typed-by-hand', what: 'three keys' },
  { keys: [2, 3, 4, 14, 5, KEY.enter], gapMs: 4, reason: 'not-allowed', what: 'Backspace' },
  {
    keys: [2, 3, 4, 5, 12, KEY.enter],
    gapMs: 4,
    reason: 'not-allowed',
    what: 'a character that is not allowed',
  },
  { keys: [2, 3, 4, 5, 103, KEY.enter], gapMs: 4, reason: 'not-allowed', what: 'an arrow key' },
  {
    keys: [...Array.from({ length: 65 }, () => 2), KEY.enter],
    gapMs: 4,
    reason: 'too-long',
    what: '65 keys',
  },
];
