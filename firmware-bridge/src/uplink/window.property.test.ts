import { describe, expect, it } from '@jest/globals';
import type { Receipt } from '@tapclock/contracts';
import fc from 'fast-check';
import { MemoryJournal } from '../../test/support/memory-journal.ts';
import {
  CLOSED_WINDOW,
  IN_FLIGHT_BATCHES_MAX,
  linkDown,
  linkUp,
  nextResendMs,
  plan,
  receipted,
  recheck,
  replayFrom,
  type Sending,
  type WindowState,
} from './window.ts';

type Event =
  | { kind: 'tap' }
  | { kind: 'boot' }
  | { kind: 'wait'; ms: number }
  | { kind: 'link'; up: boolean }
  /** A batch on the wire reaches the hub; it may stay on the wire, to be delivered again. */
  | { kind: 'deliver'; pick: number; isKept: boolean; isReceiptLost: boolean }
  | { kind: 'receipt'; pick: number; isKept: boolean }
  | { kind: 'lose'; pick: number }
  | { kind: 'replay'; sequence: number };

const pick = fc.nat(50);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Event>({ kind: 'tap' }) },
  { weight: 1, arbitrary: fc.constant<Event>({ kind: 'boot' }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(90_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('link' as const), up: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('deliver' as const),
      pick,
      isKept: fc.boolean(),
      isReceiptLost: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('receipt' as const), pick, isKept: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lose' as const), pick }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('replay' as const), sequence: fc.integer({ min: 1, max: 9 }) }),
  },
);

/** Terminal, wire and hub. The hub stores by punch id and answers what it has stored, as the contract says. */
class World {
  readonly journal = new MemoryJournal();
  readonly stored = new Map<string, { boot: number; sequence: number }>();
  state: WindowState = CLOSED_WINDOW;
  private nowMs = 0;
  private readonly wire: Sending[] = [];
  private readonly receipts: Receipt[] = [];

  constructor(private readonly random: () => number) {}

  happen(event: Event): void {
    switch (event.kind) {
      case 'tap':
        this.journal.append();
        break;
      case 'boot':
        // A restart: the journal stays, the window and the wire's session do not.
        this.journal.boot += 1;
        this.state = CLOSED_WINDOW;
        break;
      case 'wait':
        this.nowMs += event.ms;
        break;
      case 'link':
        this.state = event.up ? linkUp(this.state) : linkDown(this.state);
        break;
      case 'deliver':
        this.deliver(event.pick, event.isKept, event.isReceiptLost);
        break;
      case 'receipt':
        this.takeReceipt(event.pick, event.isKept);
        break;
      case 'lose':
        this.wire.splice(event.pick, 1);
        break;
      case 'replay':
        this.state = replayFrom(this.state, { boot: 100, sequence: event.sequence });
    }
    this.pump();
  }

  /** From here on nothing is lost any more; runs until nothing moves. */
  settleDown(): void {
    this.state = linkUp(this.state);
    for (let round = 0; round < 2000; round += 1) {
      this.pump();
      if (this.wire.length > 0) this.deliver(0, false, false);
      else if (this.receipts.length > 0) this.takeReceipt(0, false);
      else {
        const dueMs = nextResendMs(this.state);
        if (dueMs === null) {
          const again = recheck(this.state, this.journal);
          if (again === this.state && this.state.replayAt === null) return;
          this.state = again;
        } else this.nowMs = Math.max(this.nowMs, dueMs);
      }
    }
    throw new Error('never came to rest');
  }

  private pump(): void {
    const { state, sendings } = plan(this.state, this.journal, this.nowMs, this.random);
    this.state = state;
    this.wire.push(...sendings);
  }

  private deliver(index: number, isKept: boolean, isReceiptLost: boolean): void {
    const sending = this.wire[index];
    if (sending === undefined) return;
    if (!isKept) this.wire.splice(index, 1);
    const boot = sending.entries[0]?.boot ?? 0;
    for (const { punch, sequence } of sending.entries) this.stored.set(punch.punchId, { boot, sequence });
    const ofBoot = new Set(
      [...this.stored.values()].filter(row => row.boot === boot).map(row => row.sequence),
    );
    let through = 0;
    while (ofBoot.has(through + 1)) through += 1;
    if (isReceiptLost) return;
    const instant = '2026-11-23T05:00:00.000Z';
    this.receipts.push({
      boot,
      through,
      results: sending.entries.map(({ punch, sequence }) => ({
        punchId: punch.punchId,
        sequence,
        outcome: 'recorded',
        verdict: null,
      })),
      clock: { sentAt: instant, receivedAt: instant, answeredAt: instant },
    });
  }

  private takeReceipt(index: number, isKept: boolean): void {
    const receipt = this.receipts[index];
    if (receipt === undefined || !this.state.linked) return;
    if (!isKept) this.receipts.splice(index, 1);
    this.journal.settle(receipt);
    this.state = receipted(this.state, receipt, this.nowMs);
  }
}

describe('the window under any loss, duplication and reordering', () => {
  it('never frees a punch the hub has not stored, never exceeds the window, and delivers all in the end (R1, R2)', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 120 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (events, dice) => {
          const world = new World(() => dice.next().value ?? 0);
          for (const each of events) {
            world.happen(each);
            for (const { delivered, punch } of world.journal.entries) {
              if (delivered && !world.stored.has(punch.punchId)) return false;
            }
            if (world.state.inFlight.length > IN_FLIGHT_BATCHES_MAX) return false;
          }
          world.settleDown();
          expect(world.journal.depth()).toBe(0);
          expect(world.stored.size).toBe(world.journal.entries.length);
          return true;
        },
      ),
      { numRuns: 400 },
    );
  });
});
