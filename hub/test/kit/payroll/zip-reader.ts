import { inflateRawSync } from 'node:zlib';

/** Files of a ZIP by their directory, and the time that each header has, for tests: another reader than what wrote it. */
export function readZip(zip: Buffer): { name: string; times: number[]; text: string }[] {
  const end = zip.lastIndexOf('PK\u0005\u0006');
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(field => zip.readUInt16LE(at + field));
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    const local = zip.readUInt32LE(at + 42);
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(begin, begin + zip.readUInt32LE(at + 20));
    const times = [zip.readUInt32LE(at + 12), zip.readUInt32LE(local + 10)];
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
    return { name, times, text: inflateRawSync(packed).toString('utf8') };
  });
}
