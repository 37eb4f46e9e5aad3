import { TARGETS_MAX } from './commands.ts';
import type { Target } from './targets.ts';

export const CARD_NOTATION =
  'the UID in hex: 4, 7 or 10 bytes, such as 0463F80A4F5381; two cards with a + between them';

/** ATQA and SAK of common cards with a UID of that many bytes: MIFARE Classic 1K, NTAG. */
const USUAL: Readonly<Record<number, { atqa: string; sak: string }>> = {
  4: { atqa: '0004', sak: '08' },
  7: { atqa: '0044', sak: '00' },
  10: { atqa: '0044', sak: '00' },
};

/** Cards for an emulator, as the chip would list them. Throws RangeError with what is wrong. */
export function parseCards(text: string): Target[] {
  const uids = text.toUpperCase().split('+');
  if (uids.length > TARGETS_MAX) throw new RangeError(`at most ${TARGETS_MAX} cards at once`);
  return uids.map((uid, index) => {
    const usual = USUAL[uid.length / 2];
    if (!/^[0-9A-F]+$/.test(uid) || usual === undefined)
      throw new RangeError(`a card is written as ${CARD_NOTATION}`);
    return { number: index + 1, ...usual, uid, ats: null };
  });
}

/**
 * The card that stands for an EM4100 badge: its four id bytes as UID, without the version byte. A UID that would begin with 08 would be
 * random by rule, so it is made seven bytes long: 04, the id bytes, 81 80.
 */
export function uidOfBadge(em4100: string): string {
  const id = em4100.slice(2).toUpperCase();
  return id.startsWith('08') ? `04${id}8180` : id;
}
