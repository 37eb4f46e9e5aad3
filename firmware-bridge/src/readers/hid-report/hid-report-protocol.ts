import { addDiscarded, addReading } from '../line/text-protocol.ts';
import { LISTEN_ONLY, type ProtocolEvent, type ReaderProtocol } from '../protocol.ts';
import { createBootKeyboard } from '../wedge/boot-report.ts';
import { IDLE_MS, type KeyText } from '../wedge/key-text.ts';
import { halfTyped } from '../wedge/wedge-protocol.ts';
import { keyTextsOf } from '../wedge/wedge-settings.ts';
import { type HidReportSettings, keySettingsOf, reportReaderOf } from './hid-report-settings.ts';
import { readReport } from './report-layout.ts';

/**
 * A device that sends input reports. HID is a bus of packets: each chunk is one report, and one that was cut is no report any more.
 */
export function createHidReportProtocol(settings: HidReportSettings): ReaderProtocol {
  const read = reportReaderOf(settings);
  const start = () => ({
    keyboard: createBootKeyboard(),
    texts: keyTextsOf(keySettingsOf(settings)),
    lastMs: 0,
  });
  let state = start();

  const addText = (ended: KeyText | null, events: ProtocolEvent[]) => {
    if (ended === null) return;
    const bytes = Buffer.from(ended.text, 'latin1');
    if (ended.rejection === null) addReading(read(ended.text), bytes, events);
    else if (ended.rejection === 'not-allowed') events.push({ kind: 'refused', reason: ended.rejection });
    else addDiscarded(bytes, ended.rejection, events);
  };
  const takeKeys = (report: Uint8Array, nowMs: number, events: ProtocolEvent[]) => {
    // A key whose release was lost would hide the next badge's first: no reader holds one for so long.
    if (nowMs - state.lastMs > IDLE_MS) state.keyboard = createBootKeyboard();
    state.lastMs = nowMs;
    for (const press of state.keyboard.take(report, nowMs)) addText(state.texts.press(press, nowMs), events);
  };
  return {
    ...LISTEN_ONLY,
    open() {
      const halfRead = halfTyped(state.texts);
      state = start();
      return halfRead;
    },
    receive(report, nowMs) {
      const events = this.tick(nowMs);
      const reading = readReport(report, settings);
      if (reading.kind === 'unfit') addDiscarded(report, reading.reason, events);
      else if (reading.kind === 'keys') takeKeys(reading.report, nowMs, events);
      else if (reading.kind === 'text') addReading(read(reading.text), report, events);
      return events;
    },
    tick(nowMs) {
      const events: ProtocolEvent[] = [];
      const dueMs = state.texts.dueMs();
      if (dueMs !== null && nowMs >= dueMs) addText(state.texts.end(), events);
      return events;
    },
    dueMs: () => state.texts.dueMs(),
  };
}
