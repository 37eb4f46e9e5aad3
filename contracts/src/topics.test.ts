import { describe, expect, it } from '@jest/globals';
import { parseTopic, terminalAcl, topics } from './topics.ts';

describe('topics', () => {
  it('reads back what it built', () => {
    expect(parseTopic(topics.punch('werk-nord', 'gate-2'))).toEqual({
      kind: 'punch',
      site: 'werk-nord',
      terminal: 'gate-2',
    });
  });

  it.each(['a/b', 'gate#', '+', '', 'roster', 'Gate'])('refuses %p as a terminal name', name => {
    expect(() => topics.punch('werk-nord', name)).toThrow();
  });

  it.each([
    'tapclock/v1/a/b',
    'tapclock/v2/a/b/punch',
    'tapclock/v1/a/b/punch/c',
    'tapclock/v1/a/roster/x',
    '$SYS/a/b/c/d',
  ])('does not take %p for one of ours', topic => expect(parseTopic(topic)).toBeNull());

  it('lets a terminal publish as itself only and read its own site only (R10)', () => {
    expect(terminalAcl('werk-nord', 'gate-2')).toEqual({
      publish: ['tapclock/v1/werk-nord/gate-2/punch', 'tapclock/v1/werk-nord/gate-2/status'],
      subscribe: [
        'tapclock/v1/werk-nord/gate-2/receipt',
        'tapclock/v1/werk-nord/gate-2/command',
        'tapclock/v1/werk-nord/roster/+',
        'tapclock/v1/werk-nord/presence/+',
      ],
    });
  });
});
