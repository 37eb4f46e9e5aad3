import type { ReaderEmulator } from '../reader-emulator.ts';
import { bitsOf } from '../wiegand/bits.ts';
import { parseWiegandCard } from '../wiegand/card-notation.ts';
import type { PcproxSettings } from './pcprox-settings.ts';
import { CARD_BITS_MAX, COMMAND, configOf, dataReportOf, pageOf, REPORT_BYTES } from './report.ts';

/** As delivered for the most usual cards: one parity bit at either end is taken off. */
const USUAL_PARITY = 1;

/** A reader that is asked by feature reports and types besides, until it is told not to. */
export function createPcproxEmulator(settings: PcproxSettings): ReaderEmulator {
  const { leadParity = USUAL_PARITY, trailParity = USUAL_PARITY } = settings;
  let page = pageOf({ leadParity, trailParity, isSilent: false });
  let bare: readonly number[] | null = null;
  /** How many bits the last answer to `cardData` had; only then is the count shown. */
  let shownBits = 0;

  const answer = (command: number): Uint8Array => {
    if (command === COMMAND.page0) return page;
    if (command === COMMAND.cardBits) return Uint8Array.of(shownBits, shownBits, 0, 0, 0, 0, 0, 0);
    if (command !== COMMAND.cardData) return new Uint8Array(REPORT_BYTES);
    shownBits = bare?.length ?? 0;
    return dataReportOf(bare ?? []);
  };
  return {
    receive(chunk) {
      const reports: Uint8Array[] = [];
      for (let at = 0; at + REPORT_BYTES <= chunk.length; at += REPORT_BYTES)
        reports.push(chunk.subarray(at, at + REPORT_BYTES));
      const last = reports.at(-1);
      if (last === undefined) return [];
      // A report written behind the page's command is the page's new content.
      for (const [index, report] of reports.entries()) {
        const isContent = index > 0 && reports[index - 1]?.[0] === COMMAND.page0;
        if (isContent) page = Uint8Array.from(report);
      }
      return [answer(last[0] ?? 0)];
    },
    tick: () => [],
    dueMs: () => null,
    present(card) {
      const { bits, bytes } = parseWiegandCard(card);
      const stripped = bitsOf(bytes, bits).slice(leadParity, bits - trailParity);
      if (stripped.length < 1 || stripped.length > CARD_BITS_MAX)
        throw new RangeError(`such a reader shows cards of 1 to ${CARD_BITS_MAX} bits without their parity`);
      bare = stripped;
      return [];
    },
    remove() {
      bare = null;
      return [];
    },
    shown: () => (configOf(page).isSilent ? 'types nothing' : null),
  };
}
