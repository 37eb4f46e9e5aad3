import { describe, expect, it } from '@jest/globals';
import { aPunch, at, clocks, facts, MONDAY, nextDate, UTC, worked } from '../../../test/kit/hours-kit.ts';
import { type Correction, computeHours, type HoursFacts, parseDay } from '../domain/index.ts';
import { factsByDay, writtenCorrection } from './day-facts.ts';

const TUESDAY = nextDate(MONDAY);
const clock = clocks.of(UTC);

function byDay(given: HoursFacts) {
  const stretch = { facts: given, from: parseDay(MONDAY), to: parseDay(TUESDAY) };
  return factsByDay(stretch, computeHours(given, clocks), clock);
}

describe('the facts of a day', () => {
  it('hold the clock-out of a night on the date of the night', () => {
    const night = worked(MONDAY, '22:00-06:00');
    const { punches } = byDay(facts(night));
    expect([...punches]).toEqual([[parseDay(MONDAY), night]]);
  });

  it('hold what belongs to no stay on its own date', () => {
    const alone = aPunch('OUT', at(`${TUESDAY} 06:00`));
    expect([...byDay(facts([alone])).punches.keys()]).toEqual([parseDay(TUESDAY)]);
  });

  it('hold a correction with its punch, wherever it was moved from', () => {
    const [start, end] = worked(TUESDAY, '08:00-16:00');
    if (!start || !end) throw new Error('two punches');
    const wrong = { ...start, atSec: at(`${MONDAY} 08:00`) };
    const made = { id: 'c1', by: 'Mia', why: 'wrong day', madeAtSec: at(`${TUESDAY} 18:00`) };
    const moved: Correction = { ...made, kind: 'move', punchId: start.id, toSec: start.atSec };
    const { punches, corrections } = byDay(facts([wrong, end], { corrections: [moved] }));
    expect(punches.get(parseDay(TUESDAY))).toEqual([wrong, end]);
    expect(corrections.get(parseDay(TUESDAY))).toEqual([moved]);
    expect(writtenCorrection(moved, clock)).toMatchObject({
      punch: start.id,
      at: `${TUESDAY}T08:00:00+00:00`,
      as: null,
    });
  });

  it('hold a voided punch on the date it was made', () => {
    const punch = aPunch('IN', at(`${MONDAY} 08:00`));
    const made = { id: 'c1', by: 'Mia', why: 'a test', madeAtSec: at(`${TUESDAY} 18:00`) };
    const { corrections } = byDay(
      facts([punch], { corrections: [{ ...made, kind: 'void', punchId: punch.id }] }),
    );
    expect([...corrections.keys()]).toEqual([parseDay(MONDAY)]);
  });
});
