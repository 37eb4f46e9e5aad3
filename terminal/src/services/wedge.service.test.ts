import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { KioskClientMessage } from '@tapclock/contracts';
import { createKioskStore } from '../stores/kiosk.store.ts';
import { aHello } from '../testing/builders.ts';
import { startWedge } from './wedge.service.ts';

type KeyOver = {
  atMs?: number;
  repeat?: boolean;
  ctrlKey?: boolean;
  tagName?: string;
  isContentEditable?: boolean;
};

/** Node has events and their targets, but neither keys nor elements. */
function aKey(key: string, { atMs = 0, tagName, isContentEditable = false, ...over }: KeyOver = {}): Event {
  const event = new Event('keydown', { cancelable: true });
  const fields = {
    key,
    timeStamp: atMs,
    repeat: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    ...over,
  };
  for (const [name, value] of Object.entries(fields)) Object.defineProperty(event, name, { value });
  if (tagName !== undefined)
    Object.defineProperty(event, 'target', { value: { tagName, isContentEditable } });
  return event;
}

function aWedge(pageReader = true) {
  const store = createKioskStore(aHello({ pageReader }), 'en', 0);
  const sent: KioskClientMessage[] = [];
  const target = new EventTarget();
  const life = new AbortController();
  startWedge({ store, bridge: { send: message => sent.push(message) }, target }, life.signal);
  const type = (keys: readonly string[], over: KeyOver = {}, startMs = 1_000) =>
    keys.map((key, index) => {
      const event = aKey(key, { ...over, atMs: startMs + index * 4 });
      target.dispatchEvent(event);
      return event.defaultPrevented;
    });
  return { store, sent, type, life };
}

const BADGE = [...'67003B51C6', 'Enter'];

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('a reader that types into the page', () => {
  it('is heard, and its keys press nothing', () => {
    const { sent, type } = aWedge();
    const prevented = type(BADGE);
    expect(sent).toEqual([{ type: 'typed', text: '67003B51C6' }]);
    expect(prevented).toEqual([false, ...BADGE.slice(1).map(() => true)]);
  });

  it('is heard after a silence when it presses no Enter, once', () => {
    const { sent, type } = aWedge();
    type(BADGE.slice(0, -1));
    jest.advanceTimersByTime(119);
    expect(sent).toEqual([]);
    jest.advanceTimersByTime(2);
    expect(sent).toEqual([{ type: 'typed', text: '67003B51C6' }]);
    jest.advanceTimersByTime(10_000);
    expect(sent).toHaveLength(1);
  });

  it.each([156.9, 1_000.1, 4_097.3, 65_536.7])(
    'is heard after that silence whatever fraction its last key came at: %d ms',
    lastMs => {
      const { sent, type } = aWedge();
      type(BADGE.slice(0, -1), {}, lastMs - (BADGE.length - 2) * 4);
      jest.advanceTimersByTime(125);
      expect(sent).toEqual([{ type: 'typed', text: '67003B51C6' }]);
    },
  );

  it('is heard only where the bridge says that there is one', () => {
    const { sent, type, store } = aWedge(false);
    expect(type(BADGE)).not.toContain(true);
    expect(sent).toEqual([]);
    store.apply({ type: 'message', message: aHello({ pageReader: true }), atMs: 0 });
    type(BADGE);
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['an input', { tagName: 'INPUT' }],
    ['a text area', { tagName: 'textarea' }],
    ['a text that can be edited', { tagName: 'DIV', isContentEditable: true }],
  ])('is not heard while %s has the focus', (_what, over) => {
    const { sent, type } = aWedge();
    expect(type(BADGE, over)).not.toContain(true);
    expect(sent).toEqual([]);
  });

  it('is heard while a button has the focus', () => {
    const { sent, type } = aWedge();
    expect(type(BADGE, { tagName: 'BUTTON' }).at(-1)).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it('is not heard any more when the page ends', () => {
    const { sent, type, life } = aWedge();
    type(BADGE.slice(0, -1));
    life.abort();
    jest.advanceTimersByTime(1_000);
    type(BADGE);
    expect(sent).toEqual([]);
  });
});

describe('a person at the keyboard', () => {
  it('keeps every key: nothing is prevented, nothing is sent', () => {
    const { sent, type } = aWedge();
    const prevented = ['Tab', 'Enter', '1', 'Escape'].flatMap((key, index) => type([key], {}, index * 400));
    expect(prevented).not.toContain(true);
    expect(type(['1', '1', '1', '1', '1', 'Enter'], { repeat: true }, 5_000)).not.toContain(true);
    expect(type([...'aaaa', 'Enter'], { ctrlKey: true }, 9_000)).not.toContain(true);
    jest.advanceTimersByTime(1_000);
    expect(sent).toEqual([]);
  });
});
