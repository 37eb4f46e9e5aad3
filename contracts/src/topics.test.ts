import { describe, expect, it } from '@jest/globals';
import { hubAcl, hubFilters, parseTopic, terminalAcl, terminalFilters, topics } from './topics.ts';

const EMPLOYEE = '0190a5b0-7c1e-7a31-9d52-1f6f0c2b4a01';

describe('topics', () => {
  it('reads back what it built', () => {
    expect(parseTopic(topics.punch('werk-nord', 'gate-2'))).toEqual({
      kind: 'punch',
      site: 'werk-nord',
      terminal: 'gate-2',
    });
  });

  it.each(['punch', 'receipt', 'status', 'command'] as const)('reads back a terminal topic: %s', kind => {
    const topic = topics[kind]('werk-nord', 'gate-2');
    expect(topic).toBe(`tapclock/v1/werk-nord/gate-2/${kind}`);
    expect(parseTopic(topic)).toEqual({ kind, site: 'werk-nord', terminal: 'gate-2' });
  });

  it.each(['roster', 'presence'] as const)('reads back a topic about a person: %s', kind => {
    const topic = topics[kind]('werk-nord', EMPLOYEE);
    expect(topic).toBe(`tapclock/v1/werk-nord/${kind}/${EMPLOYEE}`);
    expect(parseTopic(topic)).toEqual({ kind, site: 'werk-nord', employee: EMPLOYEE });
  });

  it('lets the hub hear punches and states of every terminal and nothing else', () => {
    expect(hubFilters).toEqual(['tapclock/v1/+/+/punch', 'tapclock/v1/+/+/status']);
  });

  it.each(['+', '#', 'a/b', ''])('builds no filter for %p as a site', site => {
    expect(() => terminalFilters(site, 'gate-2')).toThrow();
    expect(() => topics.roster(site, EMPLOYEE)).toThrow();
  });

  it.each(['+', 'Anna', EMPLOYEE.toUpperCase()])('builds no topic for %p as an employee', employee => {
    expect(() => topics.presence('werk-nord', employee)).toThrow();
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
    'tapclock/v1/a/presence/punch',
    'tapclock/v1/a/b/roster',
    'tapclock/v1//b/punch',
    'tapclock/v1/a/B/punch',
    '',
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

  it('lets the hub hear terminals and answer them, and be none itself (R10)', () => {
    const { publish, subscribe } = hubAcl();
    expect(subscribe).toEqual([...hubFilters]);
    expect(publish.filter(topic => /punch|status|#/.test(topic))).toEqual([]);
  });
});
