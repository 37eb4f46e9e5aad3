import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ANAS_BADGE, BENS_BADGE, Plant, STRAY_BADGE } from './support/plant.ts';

/** What load and stretched time may make of a round trip here: far below the jumps. */
const SLACK_MS = 2000;

let plant: Plant;
beforeEach(async () => {
  plant = new Plant();
  await plant.build();
  await plant.start();
  await plant.isOnline();
});
afterEach(() => plant.tearDown());

describe('a wall clock that jumps', () => {
  it.each([3_600_000, -3_600_000])(
    'by %d ms is suspected and told, the punch is recorded, and uptime goes on (R3)',
    async jumpMs => {
      plant.tap(STRAY_BADGE);
      await plant.allArrived(1);
      plant.time.jump(jumpMs);
      plant.tap(ANAS_BADGE);
      const card = await plant.page.shows('card');
      expect(card.warnings).toContainEqual({ code: 'clock-suspect' });
      expect(card.countdown.remainingMs).toBeLessThanOrEqual(4000);
      plant.time.advance(4000);
      await plant.page.shows('recorded');
      await plant.allArrived(2);

      const [before, after] = plant.hub.punches;
      if (before === undefined || after === undefined) throw new Error('two punches expected');
      const wallMs = Date.parse(after.occurredAt) - Date.parse(before.occurredAt);
      const passedMs = after.uptimeMs - before.uptimeMs;
      expect(passedMs).toBeGreaterThanOrEqual(1000);
      expect(passedMs).toBeLessThan(30_000);
      expect(Math.abs(wallMs - passedMs - jumpMs)).toBeLessThan(SLACK_MS);
      // Measured against the hub before the jump and moved by it.
      const errorMs = (after.clockOffsetMs ?? 0) - ((before.clockOffsetMs ?? 0) - jumpMs);
      expect(Math.abs(errorMs)).toBeLessThan(SLACK_MS);
    },
  );

  it('is trusted again once it is set right', async () => {
    plant.time.jump(3_600_000);
    plant.tap(ANAS_BADGE);
    expect((await plant.page.shows('card')).warnings).toContainEqual({ code: 'clock-suspect' });
    plant.time.jump(-3_600_000);
    plant.tap(BENS_BADGE);
    const card = await plant.page.shows('card', ({ person }) => person.shortName === 'Ben M.');
    expect(card.warnings).not.toContainEqual({ code: 'clock-suspect' });
  });

  it('that was wrong from the start is measured against the hub', async () => {
    await plant.stopBridge();
    plant.time.jump(-600_000);
    await plant.start();
    await plant.isOnline();
    const health = plant.running?.bridge.health();
    expect(Math.abs((health?.clockOffsetMs ?? 0) - 600_000)).toBeLessThan(SLACK_MS);
    expect(health?.isClockSuspect).toBe(true);
  });
});
