import { defineFamily } from '../family.ts';
import { valueOfBadge } from '../line/badge-value.ts';
import { type ReadValue, refused } from '../line/value.ts';
import { decodeRecording } from './decode-recording.ts';
import { createHidReportEmulator } from './hid-report-emulator.ts';
import { createHidReportProtocol } from './hid-report-protocol.ts';
import {
  HID_REPORT_DEFAULTS,
  type HidReportSettings,
  hidReportShape,
  reportReaderOf,
  valueSettingsOf,
} from './hid-report-settings.ts';

export const hidReport = defineFamily({
  name: 'hid-report',
  title: 'USB readers that send HID input reports: HID OMNIKEY, and others by a layout of their own',
  link: 'hid-input',
  baudRate: null,
  shape: hidReportShape,
  createProtocol: ([settings = HID_REPORT_DEFAULTS]) => createHidReportProtocol(settings),
  createEmulator: ([settings = HID_REPORT_DEFAULTS]) => createHidReportEmulator(settings),
  decode: decodeRecording,
  cardNotation: 'the number as the report carries it: bytes in hex such as 67003B51C6, or its text',
  cardOfBadge: (em4100, settings) => {
    const { format, byteCount } = settings;
    const length = format === 'bytes' && byteCount !== undefined ? { length: byteCount * 2 } : {};
    return valueOfBadge(em4100, { ...valueSettingsOf(settings), ...length }, fittingReaderOf(settings));
  },
  holdMsMin: 0,
});

/** Takes only what fits the report. */
function fittingReaderOf(settings: HidReportSettings): ReadValue {
  const { format, byteCount } = settings;
  const read = reportReaderOf(settings);
  if (byteCount === undefined || format === 'keyboard') return read;
  const fits = (text: string) =>
    format === 'bytes' ? text.length === byteCount * 2 : text.length <= byteCount;
  return text => (fits(text) ? read(text) : refused('wrong-length', 0));
}
