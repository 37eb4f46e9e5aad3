import { PAYLOAD_BYTES_MAX, topics } from '@tapclock/contracts';
import type { RawLogin } from './raw-mqtt.ts';
import { HUB_PASSWORD, passwordOf } from './real-brokers.ts';

/*
 * What a terminal may not do, once for all brokers. The attacker is gate-1 of werk-nord unless a case says otherwise; gate-2 is its
 * neighbour, gate-9 belongs to werk-sued. All of it comes with a valid login: without one nothing is possible at all.
 */

export const EMPLOYEE = '0195a1b2-0000-7000-8000-000000000001';
const own = { clientId: 'gate-1', username: 'gate-1', password: passwordOf('gate-1') };

/** Logins that are refused. `gate-1` is connected meanwhile and must stay so. */
export const FORBIDDEN_LOGINS: [string, RawLogin][] = [
  ['nobody', { clientId: 'gate-1' }],
  ['a name without a password', { clientId: 'gate-1', username: 'gate-1' }],
  ['an unknown name', { ...own, username: 'gate-7' }],
  ['a wrong password', { ...own, password: 'wrong' }],
  ['an empty password', { ...own, password: '' }],
  ['an empty name', { ...own, username: '' }],
  ["a neighbour's name with the own password", { ...own, clientId: 'gate-2', username: 'gate-2' }],
  ['a name in capitals', { ...own, username: 'GATE-1' }],
  ['a wildcard as name', { ...own, username: '+' }],
  ['a name with a line break', { ...own, username: 'gate-1\n' }],
  ['a terminal that was revoked', { clientId: 'gate-5', username: 'gate-5', password: passwordOf('gate-5') }],
  [
    "a neighbour under this terminal's client id",
    { clientId: 'gate-1', username: 'gate-2', password: passwordOf('gate-2') },
  ],
  [
    "a terminal of another site under this terminal's client id",
    { clientId: 'gate-1', username: 'gate-9', password: passwordOf('gate-9') },
  ],
  ['a client id of its own choice', { ...own, clientId: 'free' }],
  ['an empty client id', { ...own, clientId: '' }],
  ['an empty client id and a session to keep', { ...own, clientId: '', clean: false }],
  ['a client id in capitals', { ...own, clientId: 'GATE-1' }],
  ['a client id with a space behind it', { ...own, clientId: 'gate-1 ' }],
  ["the hub's client id", { ...own, clientId: 'hub-in' }],
  ["the hub's name with a terminal's password", { ...own, clientId: 'hub-in', username: 'hub' }],
  ["the hub's name without a password", { clientId: 'hub-in', username: 'hub' }],
  ["the hub's password under a terminal's name", { ...own, password: HUB_PASSWORD }],
];

/** Last wills nobody ever hears: refused at the login or at the terminal's death. */
export const FORBIDDEN_WILLS: [string, string][] = [
  ["a neighbour's status", topics.status('werk-nord', 'gate-2')],
  ["a neighbour's punches", topics.punch('werk-nord', 'gate-2')],
  ["another site's status", topics.status('werk-sued', 'gate-1')],
  ['its own receipt', topics.receipt('werk-nord', 'gate-1')],
  ["a neighbour's command", topics.command('werk-nord', 'gate-2')],
  ['a roster card', topics.roster('werk-nord', EMPLOYEE)],
  ["the broker's accounts", '$CONTROL/dynamic-security/v1'],
];

export interface ForbiddenMessage {
  topic: string | Buffer;
  qos?: number;
  bytes?: number;
}

/** Messages that reach nobody, now or retained. */
export const FORBIDDEN_MESSAGES: [string, ForbiddenMessage][] = [
  ["a neighbour's punches", { topic: topics.punch('werk-nord', 'gate-2') }],
  ["a neighbour's status", { topic: topics.status('werk-nord', 'gate-2') }],
  ['punches under its name at another site', { topic: topics.punch('werk-sued', 'gate-1') }],
  ["another site's status", { topic: topics.status('werk-sued', 'gate-9') }],
  ['its own receipt', { topic: topics.receipt('werk-nord', 'gate-1') }],
  ["a neighbour's receipt", { topic: topics.receipt('werk-nord', 'gate-2') }],
  ['a command to itself', { topic: topics.command('werk-nord', 'gate-1') }],
  ['a command to a neighbour', { topic: topics.command('werk-nord', 'gate-2') }],
  ['a roster card', { topic: topics.roster('werk-nord', EMPLOYEE) }],
  ["another site's roster card", { topic: topics.roster('werk-sued', EMPLOYEE) }],
  ["a person's presence", { topic: topics.presence('werk-nord', EMPLOYEE) }],
  ['a topic of nobody', { topic: 'elsewhere/x' }],
  ['the root', { topic: 'tapclock/v1' }],
  ['an unknown kind of message', { topic: 'tapclock/v1/werk-nord/gate-1/config' }],
  ['its punches one level deeper', { topic: 'tapclock/v1/werk-nord/gate-1/punch/x' }],
  ['its punches with a slash behind', { topic: 'tapclock/v1/werk-nord/gate-1/punch/' }],
  ['its punches with a slash before', { topic: '/tapclock/v1/werk-nord/gate-1/punch' }],
  ['its punches with a slash doubled', { topic: 'tapclock/v1//werk-nord/gate-1/punch' }],
  ['a level that climbs', { topic: 'tapclock/v1/werk-nord/gate-1/../gate-2/punch' }],
  ['its name in capitals', { topic: 'tapclock/v1/werk-nord/GATE-1/punch' }],
  ["its name with a Cyrillic 'a'", { topic: 'tapclock/v1/werk-nord/g\u0430te-1/punch' }],
  ['its name in full-width letters', { topic: 'tapclock/v1/werk-nord/\uff47ate-1/punch' }],
  ['its name with an invisible joiner', { topic: 'tapclock/v1/werk-nord/gate-1\u200d/punch' }],
  ['its name with a combining accent', { topic: 'tapclock/v1/werk-nord/gate-1\u0301/punch' }],
  ['a name with a NUL', { topic: 'tapclock/v1/werk-nord/gate-2\u0000/punch' }],
  ['a name that is no UTF-8', { topic: Buffer.from('tapclock/v1/werk-nord/gate-2\xff/punch', 'latin1') }],
  ['everybody, by a wildcard', { topic: 'tapclock/v1/werk-nord/+/command' }],
  ['everything, by a wildcard', { topic: 'tapclock/#' }],
  ['no topic', { topic: '' }],
  ['a topic of 60,000 characters', { topic: `tapclock/v1/${'x'.repeat(60_000)}` }],
  ['a topic of 5,000 levels', { topic: `tapclock${'/x'.repeat(5_000)}` }],
  ["the broker's own figures", { topic: '$SYS/broker/uptime' }],
  ["the broker's accounts", { topic: '$CONTROL/dynamic-security/v1' }],
  ["an answer about the broker's accounts", { topic: '$CONTROL/dynamic-security/v1/response' }],
  ['a shared subscription as topic', { topic: '$share/hub/tapclock/v1/werk-nord/gate-2/punch' }],
  ['QoS 2', { topic: topics.punch('werk-nord', 'gate-1'), qos: 2 }],
  ['QoS 3, which is none', { topic: topics.punch('werk-nord', 'gate-1'), qos: 3 }],
  [
    'more than a message may hold',
    { topic: topics.punch('werk-nord', 'gate-1'), bytes: PAYLOAD_BYTES_MAX + 8_192 },
  ],
];

/** Filters that show a terminal nothing it may not read. */
export const FORBIDDEN_FILTERS: [string, string][] = [
  ['everything', '#'],
  ['everything of five levels', '+/+/+/+/+'],
  ['everything below a slash', '/#'],
  ['the whole product', 'tapclock/#'],
  ['its whole site', 'tapclock/v1/werk-nord/#'],
  ['its site by two wildcards', 'tapclock/v1/werk-nord/+/+'],
  ["all terminals' receipts", 'tapclock/v1/werk-nord/+/receipt'],
  ["all terminals' punches", 'tapclock/v1/werk-nord/+/punch'],
  ["a neighbour's receipts", topics.receipt('werk-nord', 'gate-2')],
  ["a neighbour's commands", topics.command('werk-nord', 'gate-2')],
  ["a neighbour's punches", topics.punch('werk-nord', 'gate-2')],
  ["a neighbour's status", topics.status('werk-nord', 'gate-2')],
  ["another site's roster", 'tapclock/v1/werk-sued/roster/+'],
  ["another site's roster card", topics.roster('werk-sued', EMPLOYEE)],
  ["all sites' roster", 'tapclock/v1/+/roster/+'],
  ["all sites' presence", 'tapclock/v1/+/presence/+'],
  ['the roster and what may come below', 'tapclock/v1/werk-nord/roster/#'],
  ['a shared subscription to punches', '$share/g/tapclock/v1/werk-nord/+/punch'],
  ["a shared subscription to a neighbour's receipts", `$share/g/${topics.receipt('werk-nord', 'gate-2')}`],
  ['a shared subscription to everything', '$share/g/#'],
  ['the broker’s own figures', '$SYS/#'],
  ["the broker's accounts", '$CONTROL/#'],
  ["answers about the broker's accounts", '$CONTROL/dynamic-security/v1/response'],
];
