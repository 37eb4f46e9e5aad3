import { describe, expect, it } from '@jest/globals';
import type { ExceptionDetail } from '@tapclock/contracts';
import { anException } from '../../test/support/exceptions.ts';
import { QUIET_AFTER_MS } from '../domain/steady-layout.ts';
import { createInboxStore } from './inbox.store.ts';

const settled = (detail: ExceptionDetail): ExceptionDetail => ({
  ...detail,
  ...{ state: 'settled', version: detail.version + 1, fixes: [] },
  settled: { by: 'Ada', at: '2026-11-23T22:05:00.000Z', fix: 'accept', reason: null },
});

function inboxOf(...exceptions: ExceptionDetail[]) {
  const clock = { nowMs: 0 };
  const store = createInboxStore(() => clock.nowMs);
  store.listed(exceptions, exceptions.length);
  return { store, clock };
}

describe('the inbox', () => {
  it('keeps a row that was settled in its place until the hand has left, and then lets it go', () => {
    const [first, second] = [anException(), anException()];
    const { store, clock } = inboxOf(first, second);
    store.interacted();
    store.learned(settled(first));
    expect(store.shown.value).toEqual([first.id, second.id]);
    expect(store.waiting.value).toBe(1);
    clock.nowMs = QUIET_AFTER_MS;
    store.letGo();
    expect(store.shown.value).toEqual([second.id]);
  });

  it('asks what became of a row that somebody else settled, and asks once', () => {
    const [first, second] = [anException(), anException()];
    const { store } = inboxOf(first, second);
    store.interacted();
    expect(store.listed([second], 1)).toEqual([first.id]);
    store.learned(settled(first));
    expect(store.view(first.id)?.settled?.by).toBe('Ada');
    expect(store.listed([second], 1)).toEqual([]);
  });

  it('believes the newer of two answers, whichever comes later', () => {
    const first = anException();
    const { store } = inboxOf(first);
    store.learned(settled(first));
    store.listed([first], 1);
    expect(store.view(first.id)?.state).toBe('settled');
    store.learned(first);
    expect([store.detail(first.id)?.state, store.isFresh(first.id)]).toEqual(['settled', true]);
  });

  it('knows when the fixes that it has are of an older version', () => {
    const first = anException();
    const { store } = inboxOf(first);
    store.learned(first);
    expect(store.isFresh(first.id)).toBe(true);
    store.listed([{ ...first, version: 2 }], 1);
    expect([store.detail(first.id), store.isFresh(first.id)]).toEqual([first, false]);
  });

  it('marks only what can still be settled', () => {
    const [first, second] = [anException(), anException()];
    const { store } = inboxOf(first, second);
    store.mark(first.id, true);
    store.mark(second.id, true);
    store.learned(settled(first));
    expect([...store.marked.value]).toEqual([second.id]);
  });

  it('begins anew with other filters, whatever the hand does', () => {
    const { store } = inboxOf(anException());
    store.interacted();
    store.ask({ category: 'break', team: null, isMine: false });
    expect(store.shown.value).toBeNull();
    const other = anException();
    store.listed([other], 1);
    expect(store.shown.value).toEqual([other.id]);
  });
});
