import { codeOfUsage } from './key-codes.ts';
import type { KeyPress } from './keyboard.ts';

/** A boot keyboard report: modifiers, zero, six keys (HID 1.11, appendix B). */
export const BOOT_REPORT_BYTES = 8;

const FIRST_KEY = 2;
/** In all slots when more keys are down than fit: says nothing about which. */
const ROLLOVER = 0x01;
const SHIFTS = 0x22;
const COMMANDS = 0xdd;

export interface BootKeyboard {
  /** The keys that are down in this report and were not in the one before. */
  take(report: Uint8Array, atMs: number): KeyPress[];
}

/** Turns reports into presses. Two equal digits need a report without the key between them, and readers send it. */
export function createBootKeyboard(): BootKeyboard {
  let before: ReadonlySet<number> = new Set();
  return {
    take(report, atMs) {
      const usages = new Set(report.subarray(FIRST_KEY, BOOT_REPORT_BYTES));
      if (usages.has(ROLLOVER)) return [];
      usages.delete(0);
      const [modifiers = 0] = report;
      const isShifted = (modifiers & SHIFTS) !== 0;
      const isCommand = (modifiers & COMMANDS) !== 0;
      const pressed = [...usages].filter(usage => !before.has(usage));
      before = usages;
      // A key that types nothing is kept, as a key of no layout: it must spoil the text, not vanish from it.
      return pressed.map(usage => ({ code: codeOfUsage(usage) ?? 0, isShifted, isCommand, atMs }));
    },
  };
}

/** Whether bytes may be such a report: the second byte is reserved, and usages end at A4 (application keys, keypads and all). */
export function isBootReport(report: Uint8Array): boolean {
  const [, reserved, ...usages] = report;
  return report.length === BOOT_REPORT_BYTES && reserved === 0 && usages.every(usage => usage <= 0xa4);
}
