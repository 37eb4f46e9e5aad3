import assert from 'node:assert/strict';

/** Layout of PKWARE's APPNOTE: signatures, and where in each header the fields are. */
const END = { signature: 0x06054b50, bytes: 22, entries: 10, directory: 16 };
const ENTRY = { signature: 0x02014b50, bytes: 46, time: 12, name: 28, extra: 30, comment: 32, file: 42 };
const FILE = { signature: 0x04034b50, time: 10 };
/** 1980-01-01 00:00:00, the first moment that a ZIP knows: time in the lower, date in the upper half. */
const EPOCH = 0x00210000;

/**
 * Sets the time of every file in a ZIP to the same moment, in place: the same contents are the same bytes whenever they are packed.
 * For archives without a comment and below 4 GiB.
 */
export function withoutTimes(zip: Buffer): Buffer {
  const end = zip.length - END.bytes;
  assert.equal(zip.readUInt32LE(end), END.signature);
  let entry = zip.readUInt32LE(end + END.directory);
  for (let left = zip.readUInt16LE(end + END.entries); left > 0; left -= 1) {
    assert.equal(zip.readUInt32LE(entry), ENTRY.signature);
    zip.writeUInt32LE(EPOCH, entry + ENTRY.time);
    const file = zip.readUInt32LE(entry + ENTRY.file);
    assert.equal(zip.readUInt32LE(file), FILE.signature);
    zip.writeUInt32LE(EPOCH, file + FILE.time);
    const varying = [ENTRY.name, ENTRY.extra, ENTRY.comment].map(field => zip.readUInt16LE(entry + field));
    entry += varying.reduce((sum, bytes) => sum + bytes, ENTRY.bytes);
  }
  return zip;
}
