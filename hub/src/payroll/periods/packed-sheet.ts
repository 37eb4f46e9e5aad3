import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Sheet, SheetInputs, SheetPerson } from '@tapclock/contracts';
import { sha256 } from './digest.ts';

/** A sheet as it is kept with a lock: zstd of its JSON text and of its inputs' JSON text, and SHA-256 of either text. */
export interface StoredSheet {
  employee: string;
  number: string;
  team: string | null;
  daysDigest: string;
  inputs: Buffer;
  inputsHash: string;
  sheet: Buffer;
  sheetHash: string;
}

/** A sheet of a lock, read back. */
export interface LockedSheet {
  person: SheetPerson;
  /** JSON text, unpacked anew each time it is asked for: most readers want the sheet alone. */
  readonly inputs: Buffer;
  inputsHash: string;
  sheet: Sheet;
  sheetHash: string;
}

/** Smaller than the default level makes these texts, in half the time. */
const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** JSON texts of a sheet and of what it was derived from. */
export interface SheetTexts {
  sheet: string;
  inputs: string;
}

/** At once and not on Node's threads: texts this small take less time than to hand them over. */
export function packSheet(person: SheetPerson, texts: SheetTexts, daysDigest: string): StoredSheet {
  const inputsText = Buffer.from(texts.inputs);
  const sheetText = Buffer.from(texts.sheet);
  return {
    employee: person.employee,
    number: person.number,
    team: person.team,
    daysDigest,
    inputs: zstdCompressSync(inputsText, FAST),
    inputsHash: sha256(inputsText),
    sheet: zstdCompressSync(sheetText, FAST),
    sheetHash: sha256(sheetText),
  };
}

/** Throws as `unpackSheet` and `unpackInputs` do. */
export function readStored(stored: StoredSheet): LockedSheet {
  const sheet = unpackSheet(stored);
  const { inputsHash, sheetHash } = stored;
  return {
    person: sheet.person,
    get inputs() {
      return unpackInputs(stored);
    },
    inputsHash,
    sheet,
    sheetHash,
  };
}

/** Throws when the text is not the one that was locked: a database that lost a bit is not paid from. */
export function unpackSheet(stored: Pick<StoredSheet, 'sheet' | 'sheetHash'>): Sheet {
  // Not parsed by its schema: the hash says that it is the text we wrote, and a company has thousands of them.
  const sheet: Sheet = JSON.parse(unpack(stored.sheet, stored.sheetHash).toString());
  return sheet;
}

/** As `unpackSheet`; the JSON text as it was hashed. */
export function unpackInputs(stored: Pick<StoredSheet, 'inputs' | 'inputsHash'>): Buffer {
  return unpack(stored.inputs, stored.inputsHash);
}

/** Reads what `unpackInputs` gave. */
export function readInputs(text: Buffer): SheetInputs {
  const inputs: SheetInputs = JSON.parse(text.toString());
  return inputs;
}

function unpack(bytes: Buffer, hash: string): Buffer {
  const text = zstdDecompressSync(bytes, { maxOutputLength: TEXT_BYTES_MAX });
  if (sha256(text) !== hash) throw new Error('a locked sheet is not what was locked: its hash differs');
  return text;
}

/** Longest JSON text of one person's period: a month has some 50 KB. What is longer is not a sheet of ours. */
const TEXT_BYTES_MAX = 64 * 1024 * 1024;
