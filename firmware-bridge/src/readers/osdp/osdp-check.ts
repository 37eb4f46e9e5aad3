/** CRC-16 of OSDP: polynomial 1021, no reflection, no final XOR. The init value stands for an FFFF start with two bytes already in. */
const POLYNOMIAL = 0x1021;
const INIT = 0x1d0f;

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
  return crc & 0xffff;
});

/** CRC-16 over `bytes` from `from` up to, not including, `to`; sent low byte first. `123456789` gives E5CC. */
export function crc16(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = INIT;
  for (let at = from; at < to; at += 1)
    crc = ((crc << 8) & 0xffff) ^ (TABLE[(crc >> 8) ^ (bytes[at] ?? 0)] ?? 0);
  return crc;
}

/** Two's complement of the byte sum: with it, all bytes of a frame add up to zero. */
export function checksum8(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let sum = 0;
  for (let at = from; at < to; at += 1) sum += bytes[at] ?? 0;
  return -sum & 0xff;
}
