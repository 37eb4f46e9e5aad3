/**
 * A reader in software: answers bytes as the hardware does. Pure like the protocol it talks to; what is wrong with the line (noise, split
 * frames, silence, latency) is added outside, in `line-faults.ts`. Each array element is one message of the reader.
 */
export interface ReaderEmulator {
  /** Bytes from the host. */
  receive(chunk: Uint8Array, nowMs: number): Uint8Array[];
  tick(nowMs: number): Uint8Array[];
  dueMs(): number | null;
  /**
   * Puts a card into the field, in the place of the one that is there; it stays until `remove`. `card` is text in the family's own
   * notation (`cardNotation`). Throws RangeError with what is wrong when it is none.
   */
  present(card: string, nowMs: number, reader?: number): Uint8Array[];
  remove(nowMs: number, reader?: number): Uint8Array[];
  /** The lights and sounds the host last asked for, in words; null before the first. For people and tests. */
  shown(reader?: number): string | null;
}
