import { describe, expect, it } from '@jest/globals';
import { PunchId } from '@tapclock/contracts';
import { backoffMs } from './backoff.ts';
import { punchIdAt, randomBytes16 } from './ids.ts';
import { createLogger } from './logger.ts';
import { manualTime } from './manual-time.ts';

describe('backoff', () => {
  it('doubles up to its ceiling and takes off at most half', () => {
    const shape = { baseMs: 100, maxMs: 1000 };
    expect([0, 1, 2, 3, 4, 99].map(attempt => backoffMs(attempt, shape, 0))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
    expect(backoffMs(99, shape, 0.999)).toBeGreaterThanOrEqual(500);
  });
});

describe('punch ids', () => {
  it('carry their time, sort by it and are the same for the same inputs', () => {
    const random = new Uint8Array(16).fill(7);
    const [early, late] = [punchIdAt(1_763_000_000_000, random), punchIdAt(1_763_000_000_001, random)];
    expect(PunchId.safeParse(early).success).toBe(true);
    expect(early < late).toBe(true);
    expect(punchIdAt(1_763_000_000_000, random)).toBe(early);
    expect(Number.parseInt(early.replace('-', '').slice(0, 12), 16)).toBe(1_763_000_000_000);
    expect(punchIdAt(0, randomBytes16())).not.toBe(punchIdAt(0, randomBytes16()));
  });
});

describe('manual time', () => {
  it('runs timers in order of due time, those they start too, and none that was cancelled', () => {
    const time = manualTime(1000);
    const ran: string[] = [];
    time.timers.after(20, () => ran.push(`b@${time.clock.uptimeMs()}`));
    time.timers.after(10, () => {
      ran.push(`a@${time.clock.uptimeMs()}`);
      time.timers.after(5, () => ran.push(`c@${time.clock.nowMs()}`));
    });
    time.timers.after(12, () => ran.push('never'))();
    time.advance(30);
    expect(ran).toEqual(['a@10', 'c@1015', 'b@20']);
    time.jump(-500);
    expect([time.clock.nowMs(), time.clock.uptimeMs(), time.waiting()]).toEqual([530, 30, 0]);
  });
});

describe('logger', () => {
  it('writes JSON lines and no secrets that slipped into a field', () => {
    const lines: string[] = [];
    const log = createLogger({ level: 'info', terminal: 'gate-1' }, { write: line => lines.push(line) });
    log.info({ punchId: 'p', broker: { password: 'hunter2' }, raw: '67003B51C6' }, 'hello');
    log.debug('not at this level');
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/hunter2|67003B51C6/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ terminal: 'gate-1', punchId: 'p', msg: 'hello' });
  });
});
