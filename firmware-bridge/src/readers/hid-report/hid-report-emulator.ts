import { textOfValue } from '../line/encode-line.ts';
import { explainRefusal } from '../line/refusals.ts';
import type { ReaderEmulator } from '../reader-emulator.ts';
import { KEY, usageOfCode } from '../wedge/key-codes.ts';
import { keyOf, layoutOf } from '../wedge/layouts.ts';
import { type HidReportSettings, reportReaderOf, valueSettingsOf } from './hid-report-settings.ts';
import { readReport, writeReport } from './report-layout.ts';

const LEFT_SHIFT = 0x02;

/** A device that sends one report for a card, or the keys that spell it. */
export function createHidReportEmulator(settings: HidReportSettings): ReaderEmulator {
  const read = reportReaderOf(settings);
  return {
    receive: () => [],
    tick: () => [],
    dueMs: () => null,
    present(card) {
      const text = textOfValue(card, valueSettingsOf(settings));
      const reading = read(text);
      if (reading.kind !== 'card') throw new RangeError(explainRefusal(reading.reason));
      if (settings.format === 'keyboard') return keyReports(text, settings);
      const report = writeReport(text, settings);
      if (readReport(report, settings).kind !== 'text')
        throw new RangeError('such a report says that no card is there');
      return [report];
    },
    remove: () => [],
    shown: () => null,
  };
}

function keyReports(text: string, { layout, reportId }: HidReportSettings): Uint8Array[] {
  const table = layoutOf(layout);
  const id = reportId === undefined ? [] : [Number.parseInt(reportId, 16)];
  const report = (modifiers: number, usage: number) =>
    Uint8Array.of(...id, modifiers, 0, usage, 0, 0, 0, 0, 0);
  const keys = [...text].map(character => {
    const key = keyOf(table, character);
    if (key === null) throw new RangeError(`this keyboard has no key for ${JSON.stringify(character)}`);
    return key;
  });
  return [...keys, { code: KEY.enter, isShifted: false }].flatMap(({ code, isShifted }) => [
    report(isShifted ? LEFT_SHIFT : 0, usageOfCode(code)),
    report(0, 0),
  ]);
}
