import { describe, expect, it } from '@jest/globals';
import { topics } from '@tapclock/contracts';
import { ANA, aCard, aPresence, BEN } from '../../test/support/people.ts';
import { readMessage } from './inbox.ts';

const here = { site: 'werk-nord', terminal: 'gate-2' };
const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const read = (topic: string, value: unknown) => readMessage(topic, bytes(value), here);

describe('a message from the broker', () => {
  it('is read for what it is', () => {
    expect(read(topics.roster('werk-nord', ANA), aCard())).toEqual({
      kind: 'roster',
      employee: ANA,
      card: aCard(),
    });
    expect(read(topics.presence('werk-nord', ANA), aPresence())).toMatchObject({
      presence: { employee: ANA },
    });
    expect(read(topics.command('werk-nord', 'gate-2'), { type: 'restart' })).toMatchObject({
      kind: 'command',
    });
  });

  it('that is empty deletes', () => {
    expect(read(topics.roster('werk-nord', ANA), '')).toEqual({ kind: 'roster', employee: ANA, card: null });
    expect(read(topics.presence('werk-nord', ANA), '')).toEqual({
      kind: 'presence',
      employee: ANA,
      presence: null,
    });
  });

  it.each([
    ['no JSON', topics.receipt('werk-nord', 'gate-2'), '{'],
    ['no UTF-8', topics.receipt('werk-nord', 'gate-2'), 'x'],
    ['nothing at all', topics.receipt('werk-nord', 'gate-2'), ''],
    ['another terminal', topics.command('werk-nord', 'gate-3'), { type: 'restart' }],
    ['another site', topics.roster('werk-sued', ANA), aCard()],
    ['another employee than its topic says', topics.roster('werk-nord', BEN), aCard()],
    ['a card without actions', topics.roster('werk-nord', ANA), { ...aCard(), actions: [] }],
    ['an unknown command', topics.command('werk-nord', 'gate-2'), { type: 'explode' }],
    ['a strange topic', 'somewhere/else', {}],
  ])('with %s is bad, and the reason does not quote it', (_what, topic, value) => {
    const message = read(topic, value);
    expect(message.kind).toBe('bad');
    expect(JSON.stringify(message)).not.toContain('Ana');
  });
});
