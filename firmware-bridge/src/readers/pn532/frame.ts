/** Frame identifier: host to chip. */
export const TFI_TO_CHIP = 0xd4;
/** Frame identifier: chip to host. */
export const TFI_FROM_CHIP = 0xd5;
/** Frame identifier of the one-byte frame with which the chip says that it did not understand. */
export const TFI_ERROR = 0x7f;

/** Most data bytes behind the frame identifier that the chip sends or takes. */
export const DATA_BYTES_MAX = 265;
/** Preamble, start code, extended header, identifier, data, checksum. */
export const FRAME_BYTES_MAX = 1 + 2 + 5 + 1 + DATA_BYTES_MAX + 1;
/** From here on the length needs two bytes. */
const NORMAL_LENGTH_MAX = 255;

export const ACK = Uint8Array.of(0x00, 0x00, 0xff, 0x00, 0xff, 0x00);
/** Asks the chip to send its last response again. */
export const NACK = Uint8Array.of(0x00, 0x00, 0xff, 0xff, 0x00, 0x00);
export const SYNTAX_ERROR = Uint8Array.of(0x00, 0x00, 0xff, 0x01, 0xff, 0x7f, 0x81, 0x00);
/** Written ahead of a frame: the chip may be asleep, and the edges wake it. Longer than any board was seen to need. */
export const WAKE_UP = Uint8Array.of(0x55, 0x55, ...new Uint8Array(13));

export type Frame =
  | { kind: 'ack' }
  | { kind: 'nack' }
  | { kind: 'syntax-error' }
  /** `data` begins with the command or response code; it is empty in a frame that carries nothing. */
  | {
      kind: 'information';
      tfi: typeof TFI_TO_CHIP | typeof TFI_FROM_CHIP;
      data: Uint8Array;
      isExtended: boolean;
    };

/**
 * The bytes of an information frame (UM0701-02, 6.2.1.1 and 6.2.1.2). `data` begins with the command or response code. Throws RangeError
 * when it is longer than the chip takes.
 */
export function encodeFrame(tfi: number, data: ArrayLike<number>): Uint8Array {
  if (data.length > DATA_BYTES_MAX) throw new RangeError(`a frame carries at most ${DATA_BYTES_MAX} bytes`);
  const length = data.length + 1;
  const header =
    length <= NORMAL_LENGTH_MAX ? [length, -length & 0xff] : [0xff, 0xff, ...extendedLength(length)];
  const body = [tfi, ...Array.from(data)];
  const sum = body.reduce((total, byte) => total + byte, 0);
  return Uint8Array.of(0x00, 0x00, 0xff, ...header, ...body, -sum & 0xff, 0x00);
}

function extendedLength(length: number): number[] {
  const [high, low] = [length >> 8, length & 0xff];
  return [high, low, -(high + low) & 0xff];
}
