import { describe, expect, it } from '@jest/globals';
import { manualTime } from '../../platform/index.ts';
import type { ReaderEmulator } from '../reader-emulator.ts';
import { createLoopTransport } from './loop-transport.ts';

const bytes = (text: string) => Uint8Array.from(Buffer.from(text));
const text = (chunk: Uint8Array) => Buffer.from(chunk).toString();

/** Says its card every 100 ms while it is there, and answers each message with the same in brackets. */
function aTalker(): ReaderEmulator {
  let held: { card: string; nextMs: number } | null = null;
  return {
    receive: chunk => [bytes(`[${text(chunk)}]`)],
    tick(nowMs) {
      if (held === null) return [];
      held = { ...held, nextMs: nowMs + 100 };
      return [bytes(held.card)];
    },
    dueMs: () => held?.nextMs ?? null,
    present(card, nowMs) {
      held = { card, nextMs: nowMs + 100 };
      return [bytes(card)];
    },
    remove() {
      held = null;
      return [bytes('-')];
    },
    shown: () => null,
  };
}

function aLine() {
  const time = manualTime(0);
  const line = createLoopTransport(aTalker(), time);
  const heard: string[] = [];
  const start = () =>
    line.start({
      onBytes: chunk => heard.push(text(chunk)),
      onState: (state, problem) => heard.push(problem === null ? `<${state}>` : `<${state} ${problem}>`),
    });
  return { line, heard, time, start };
}

describe('line in memory', () => {
  it('brings what the reader says at once, and then when it is due', () => {
    const { line, heard, time, start } = aLine();
    start();
    line.present('card');
    expect(heard).toEqual(['<online>', 'card']);
    time.advance(250);
    expect(heard).toEqual(['<online>', 'card', 'card', 'card']);
    line.remove();
    time.advance(1000);
    expect(heard.slice(4)).toEqual(['-']);
    expect(time.waiting()).toBe(0);
  });

  it('brings an answer a moment after the question, never inside it', () => {
    const { line, heard, time, start } = aLine();
    start();
    line.write(bytes('a'));
    line.write(bytes('b'));
    expect(heard).toEqual(['<online>']);
    time.advance(1);
    expect(heard).toEqual(['<online>', '[a]', '[b]']);
  });

  it('carries nothing while unplugged, not even what was under way', () => {
    const { line, heard, time, start } = aLine();
    start();
    line.write(bytes('a'));
    line.setPlugged(false);
    line.setPlugged(false);
    line.write(bytes('b'));
    line.present('card');
    line.inject(bytes('noise'));
    time.advance(500);
    expect(heard).toEqual(['<online>', '<missing unplugged>']);
    line.setPlugged(true);
    time.advance(100);
    // The card is still lying there.
    expect(heard.slice(2)).toEqual(['<online>', 'card']);
  });

  it('forgets an answer that was under way when the plug was pulled', () => {
    const { line, heard, time, start } = aLine();
    start();
    line.write(bytes('a'));
    line.setPlugged(false);
    line.setPlugged(true);
    time.advance(10);
    expect(heard).toEqual(['<online>', '<missing unplugged>', '<online>']);
  });

  it('may be unplugged before it starts', () => {
    const { line, heard, start } = aLine();
    line.setPlugged(false);
    start();
    expect(heard).toEqual(['<missing unplugged>']);
  });

  it('opens again when asked, with the reason, and forgets what was under way', () => {
    const { line, heard, time, start } = aLine();
    line.reopen('before-start');
    start();
    line.write(bytes('a'));
    line.reopen('no-answer');
    time.advance(10);
    expect(heard).toEqual(['<online>', '<missing no-answer>', '<online>']);
  });

  it('is silent after stop, and leaves no timer', async () => {
    const { line, heard, time, start } = aLine();
    start();
    line.present('card');
    line.write(bytes('a'));
    await line.stop();
    line.present('other');
    time.advance(1000);
    expect(heard).toEqual(['<online>', 'card']);
    expect(time.waiting()).toBe(0);
  });
});
