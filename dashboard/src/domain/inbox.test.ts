import { describe, expect, it } from '@jest/globals';
import type { ExceptionDetail, ReadyFix } from '@tapclock/contracts';
import { anException } from '../../test/support/exceptions.ts';
import { inboxPath, sharedFixes, WHOLE_INBOX } from './inbox.ts';

const fix = (kind: ReadyFix['fix'], label: string, needsReason = false): ReadyFix => ({
  ...{ fix: kind, label, corrections: [], leave: null, needsReason },
});
const offering = (...fixes: ReadyFix[]): ExceptionDetail => anException({ fixes });
const kinds = (details: ExceptionDetail[]) => sharedFixes(details).map(shared => shared.fix);

describe('fixes for several at once', () => {
  it('are those that all of them offer, in the order of the first, and never one that needs its own words', () => {
    const planned = offering(
      fix('correct-to-schedule', 'Out at 14:00'),
      fix('ask-worker', 'Ask'),
      fix('correct', 'Own'),
    );
    const other = offering(
      fix('ask-worker', 'Ask'),
      fix('correct', 'Own'),
      fix('correct-to-schedule', 'Out at 22:00'),
    );
    expect(kinds([planned, other])).toEqual(['correct-to-schedule', 'ask-worker', 'accept', 'ignore']);
    expect(kinds([planned, offering(fix('ask-worker', 'Ask'))])).toEqual(['ask-worker', 'accept', 'ignore']);
  });

  it('say what they do only where it is the same for all', () => {
    const [shared] = sharedFixes([
      offering(fix('correct-to-schedule', 'Out at 14:00')),
      offering(fix('correct-to-schedule', 'Out at 22:00')),
    ]);
    expect(shared?.label).toBeNull();
    expect(sharedFixes([offering(fix('accept', 'Seen'))])[0]).toEqual({
      ...{ fix: 'accept', label: 'Seen', needsReason: false },
    });
  });

  it('need a reason as soon as one of them does, and for what none of them offers', () => {
    const shared = sharedFixes([offering(fix('accept', 'So')), offering(fix('accept', 'So', true))]);
    expect(shared).toEqual([
      { fix: 'accept', label: 'So', needsReason: true },
      { fix: 'ignore', label: null, needsReason: true },
    ]);
    expect(sharedFixes([])).toEqual([]);
  });
});

describe('question for a page of the inbox', () => {
  it('names the filters that are set, and no others', () => {
    expect(inboxPath('werk-nord', WHOLE_INBOX, 1)).toBe(
      '/api/v1/exceptions?site=werk-nord&page=1&per_page=50',
    );
    expect(inboxPath('werk-nord', { category: 'break', team: 'early', isMine: true }, 2)).toBe(
      '/api/v1/exceptions?site=werk-nord&page=2&per_page=50&category=break&team=early&owner=me',
    );
  });
});
