import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BoardPerson } from '@tapclock/contracts';
import { aBoard, anEmployeeId, aPerson, aShift, at, instant } from '../../test/support/builders.ts';
import { QUIET_AFTER_MS } from '../domain/steady-layout.ts';
import { type AppStores, createAppStores } from './app-stores.ts';

const shifts = [aShift('06:00', '14:00')];
const jonas = aPerson([], { employee: anEmployeeId(1), name: 'Jonas', shifts });
const lena = aPerson([['clock-in', at('05:58')]], { employee: anEmployeeId(2), name: 'Lena', shifts });
const came: BoardPerson = aPerson([['clock-in', at('06:10')]], { ...jonasIdentity(), shifts });

function jonasIdentity() {
  return { employee: jonas.employee, name: jonas.name };
}

let monotonicMs: number;
let stores: AppStores;

beforeEach(() => {
  monotonicMs = 1_000_000;
  stores = createAppStores(() => monotonicMs, 'en');
  stores.clock.anchor(instant(at('06:10')));
  stores.board.snapshot(aBoard([jonas, lena]), '1-1');
  stores.floor.follow();
});

const groups = () =>
  Object.fromEntries(
    stores.floor.layout.value?.areas[0]?.groups.map(({ group, employees }) => [group, employees.length]) ??
      [],
  );
const tapOfJonas = () => stores.board.delta([{ kind: 'person', person: came }], '1-2');
const pass = (ms: number) => {
  monotonicMs += ms;
  stores.clock.tick();
};

describe('the floor', () => {
  it('moves a row when nobody is at the list', () => {
    expect(groups()).toEqual({ missing: 1, here: 1 });
    tapOfJonas();
    expect(groups()).toEqual({ here: 2 });
  });

  it('changes a row in place under the pointer, and moves it when the pointer leaves', () => {
    stores.floor.pointer(true);
    tapOfJonas();
    expect(stores.board.person(jonas.employee).value?.status.kind).toBe('late');
    expect(groups()).toEqual({ missing: 1, here: 1 });
    expect(stores.floor.waiting.value).toBe(1);
    stores.floor.pointer(false);
    expect(groups()).toEqual({ here: 2 });
    expect(stores.floor.waiting.value).toBe(0);
  });

  it('moves it after two quiet seconds on a touch screen', () => {
    stores.floor.interacted();
    tapOfJonas();
    pass(QUIET_AFTER_MS - 1);
    expect(stores.floor.waiting.value).toBe(1);
    pass(1);
    expect(groups()).toEqual({ here: 2 });
  });

  it('moves it when the button is pressed, pointer or not', () => {
    stores.floor.pointer(true);
    tapOfJonas();
    stores.floor.applyWaiting();
    expect(groups()).toEqual({ here: 2 });
  });

  it('settles a note in place too', () => {
    stores.floor.pointer(true);
    tapOfJonas();
    expect(stores.floor.layout.value?.attention).toHaveLength(1);
    expect(stores.board.attention.value).toHaveLength(0);
  });

  it('filters at once, also under the pointer', () => {
    stores.floor.pointer(true);
    stores.floor.toggleBucket('missing');
    expect(groups()).toEqual({ missing: 1 });
    stores.floor.toggleBucket('missing');
    stores.floor.search('len');
    expect(groups()).toEqual({ here: 1 });
  });

  it('notices within ten seconds that somebody turned missing, without any news', () => {
    stores.clock.anchor(instant(at('06:04:58')));
    expect(groups()).toEqual({ expected: 1, here: 1 });
    for (let second = 0; second < 13; second += 1) pass(1000);
    expect(groups()).toEqual({ missing: 1, here: 1 });
  });

  it('keeps a row as it is while only time passes', () => {
    const row = stores.board.person(lena.employee).value;
    pass(10_000);
    expect(stores.board.person(lena.employee).value).toBe(row);
  });

  it('opens folded groups while somebody searches', () => {
    expect(stores.floor.isOpen('assembly', 'gone')).toBe(false);
    stores.floor.toggleGroup('assembly', 'gone');
    expect(stores.floor.isOpen('assembly', 'gone')).toBe(true);
    stores.floor.toggleGroup('assembly', 'gone');
    stores.floor.search('x');
    expect(stores.floor.isOpen('assembly', 'gone')).toBe(true);
  });
});
