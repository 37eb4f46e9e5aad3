import { describe, expect, it } from '@jest/globals';
import type { Receipt } from '@tapclock/contracts';
import { MemoryJournal } from '../../test/support/memory-journal.ts';
import {
  CLOSED_WINDOW,
  IN_FLIGHT_BATCHES_MAX,
  linkDown,
  linkUp,
  nextResendMs,
  plan,
  RESEND_MAX_MS,
  receipted,
  recheck,
  replayFrom,
  type Sending,
  type WindowState,
} from './window.ts';

const noJitter = () => 0;

function receiptFor({ entries }: Sending, through = 0): Receipt {
  const instant = '2026-11-23T05:00:00.000Z';
  return {
    boot: entries[0]?.boot ?? 0,
    through,
    results: entries.map(({ punch }) => ({
      punchId: punch.punchId,
      sequence: punch.sequence,
      outcome: 'recorded',
      verdict: null,
    })),
    clock: { sentAt: instant, receivedAt: instant, answeredAt: instant },
  };
}

/** A window over a journal, with time that moves when told. */
function anUplink(punches: number) {
  const journal = new MemoryJournal();
  for (let index = 0; index < punches; index += 1) journal.append();
  let state: WindowState = linkUp(CLOSED_WINDOW);
  let nowMs = 0;
  return {
    journal,
    state: () => state,
    change(to: (state: WindowState) => WindowState) {
      state = to(state);
    },
    send(): Sending[] {
      const planned = plan(state, journal, nowMs, noJitter);
      state = planned.state;
      return planned.sendings;
    },
    receive(receipt: Receipt) {
      journal.settle(receipt);
      state = receipted(state, receipt, nowMs);
    },
    wait(ms: number) {
      nowMs += ms;
    },
  };
}

const sequences = (sendings: Sending[]) =>
  sendings.map(({ entries }) => entries.map(({ sequence }) => sequence));

describe('the window', () => {
  it('sends a live tap at once, as a batch of its own', () => {
    const uplink = anUplink(0);
    expect(uplink.send()).toEqual([]);
    uplink.journal.append();
    expect(sequences(uplink.send())).toEqual([[1]]);
    uplink.journal.append();
    expect(sequences(uplink.send())).toEqual([[2]]);
  });

  it('keeps at most four batches of 256 in flight and goes on with each receipt', () => {
    const uplink = anUplink(1300);
    const sent = uplink.send();
    expect(sent.map(({ entries }) => entries.length)).toEqual([256, 256, 256, 256]);
    expect(uplink.send()).toEqual([]);
    uplink.receive(receiptFor(sent[2] as Sending));
    expect(uplink.send().map(({ entries }) => entries[0]?.sequence)).toEqual([1025]);
    expect(uplink.state().inFlight).toHaveLength(IN_FLIGHT_BATCHES_MAX);
  });

  it('sends nothing without a link, and starts again at the oldest without receipt (R1)', () => {
    const uplink = anUplink(300);
    const [first] = uplink.send();
    uplink.receive(receiptFor(first as Sending));
    uplink.change(linkDown);
    uplink.journal.append();
    expect(uplink.send()).toEqual([]);
    uplink.change(linkUp);
    expect(sequences(uplink.send())).toEqual([Array.from({ length: 45 }, (_, index) => 257 + index)]);
  });

  it('sends again after five seconds without a receipt, then less and less often, but never gives up', () => {
    const uplink = anUplink(1);
    uplink.send();
    const waits: number[] = [];
    for (let attempt = 2; attempt <= 8; attempt += 1) {
      const dueMs = nextResendMs(uplink.state()) ?? 0;
      uplink.wait(dueMs - waits.reduce((sum, wait) => sum + wait, 0) - 1);
      expect(uplink.send()).toEqual([]);
      uplink.wait(1);
      waits.push(dueMs - waits.reduce((sum, wait) => sum + wait, 0));
      expect(uplink.send()).toMatchObject([{ attempt }]);
    }
    expect(waits).toEqual([5000, 10_000, 20_000, 40_000, RESEND_MAX_MS, RESEND_MAX_MS, RESEND_MAX_MS]);
  });

  it('sends only what is still open of a batch', () => {
    const uplink = anUplink(5);
    const [sent] = uplink.send();
    const receipt = receiptFor(sent as Sending);
    uplink.receive({ ...receipt, results: receipt.results.slice(4), through: 2 });
    uplink.wait(5000);
    expect(sequences(uplink.send())).toEqual([[3, 4]]);
  });

  it('takes any receipt as a sign of life and sends again at once what waits out a long backoff', () => {
    const uplink = anUplink(1);
    const [lost] = uplink.send();
    for (const waitMs of [5000, 10_000]) {
      uplink.wait(waitMs);
      uplink.send();
    }
    uplink.journal.append();
    const [live] = uplink.send();
    uplink.receive(receiptFor(live as Sending));
    expect(sequences(uplink.send())).toEqual(sequences([lost as Sending]));
  });

  it('frees by the cumulative number too, of the same boot only', () => {
    const uplink = anUplink(3);
    const [sent] = uplink.send();
    const receipt = receiptFor(sent as Sending);
    uplink.receive({ ...receipt, boot: 99, through: 3, results: [] as never });
    expect(uplink.state().inFlight).toHaveLength(1);
    uplink.receive({ ...receipt, through: 3, results: [] as never });
    expect(uplink.state().inFlight).toHaveLength(0);
    expect(uplink.journal.depth()).toBe(0);
  });

  it('does not mix boots in a batch', () => {
    const uplink = anUplink(2);
    uplink.journal.boot = 200;
    uplink.journal.append();
    expect(uplink.send().map(({ entries }) => entries.map(({ boot }) => boot))).toEqual([[100, 100], [200]]);
  });

  it('starts over when a receipt named other punches than ours', () => {
    const uplink = anUplink(1);
    const [sent] = uplink.send();
    const receipt = receiptFor(sent as Sending);
    const results = receipt.results.map(result => ({
      ...result,
      punchId: '0190b2a4-0000-7000-8000-0000000000ff',
    }));
    uplink.receive({ ...receipt, results });
    expect(uplink.send()).toEqual([]);
    uplink.change(state => recheck(state, uplink.journal));
    expect(sequences(uplink.send())).toEqual([[1]]);
  });

  it('goes on after a journal that failed and came back', () => {
    const uplink = anUplink(1);
    uplink.send();
    uplink.journal.isFailed = true;
    uplink.wait(5000);
    expect(uplink.send()).toEqual([]);
    uplink.journal.isFailed = false;
    expect(sequences(uplink.send())).toEqual([[1]]);
  });
});

describe('a replay', () => {
  const delivered = (punches: number) => {
    const uplink = anUplink(punches);
    for (let sent = uplink.send(); sent.length > 0; sent = uplink.send()) {
      for (const sending of sent) uplink.receive(receiptFor(sending));
    }
    return uplink;
  };

  it('sends again what was delivered long ago, over all boots up to the head (R1)', () => {
    const uplink = delivered(3);
    uplink.journal.boot = 200;
    uplink.journal.append();
    for (const sending of uplink.send()) uplink.receive(receiptFor(sending));
    uplink.change(state => replayFrom(state, { boot: 100, sequence: 2 }));
    const sent = uplink.send();
    expect(sequences(sent)).toEqual([[2, 3], [1]]);
    for (const sending of sent) uplink.receive(receiptFor(sending));
    expect(uplink.send()).toEqual([]);
    expect(uplink.state().replayAt).toBeNull();
  });

  it('lets live taps go first', () => {
    const uplink = delivered(2000);
    uplink.change(state => replayFrom(state, { boot: 100, sequence: 1 }));
    const sent = uplink.send();
    uplink.journal.append();
    uplink.receive(receiptFor(sent[0] as Sending));
    expect(sequences(uplink.send())).toEqual([[2001]]);
  });

  it('is not started over by a second request for what is already on its way', () => {
    const uplink = delivered(2000);
    uplink.change(state => replayFrom(state, { boot: 100, sequence: 1 }));
    const sent = uplink.send();
    uplink.receive(receiptFor(sent[0] as Sending));
    uplink.change(state => replayFrom(state, { boot: 100, sequence: 257 }));
    expect(uplink.send().map(({ entries }) => entries[0]?.sequence)).toEqual([1025]);
  });

  it('goes on in the next session where it was cut', () => {
    const uplink = delivered(2000);
    uplink.change(state => replayFrom(state, { boot: 100, sequence: 1 }));
    const sent = uplink.send();
    uplink.receive(receiptFor(sent[0] as Sending));
    uplink.change(linkDown);
    uplink.change(linkUp);
    expect(uplink.send().map(({ entries }) => entries[0]?.sequence)).toEqual([257, 513, 769, 1025]);
  });
});
