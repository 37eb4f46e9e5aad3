export interface Firmware {
  isPn532: boolean;
  /** `PN532`, or the code of another chip in hex. */
  ic: string;
  version: string;
  /** The byte as it is: bit 0 type A, bit 1 type B, bit 2 ISO 18092. */
  support: number;
  reads: readonly string[];
}

const IC_PN532 = 0x32;
const READS = ['iso14443a', 'iso14443b', 'iso18092'];

/** What a GetFirmwareVersion response says, behind its code (UM0701-02, 7.2.2); null when it is too short. */
export function firmwareOf(payload: Uint8Array): Firmware | null {
  const [ic, version, revision, support] = payload;
  if (ic === undefined || version === undefined || revision === undefined || support === undefined)
    return null;
  return {
    isPn532: ic === IC_PN532,
    ic: ic === IC_PN532 ? 'PN532' : ic.toString(16).toUpperCase().padStart(2, '0'),
    version: `${version}.${revision}`,
    support,
    reads: READS.filter((_, bit) => (support & (1 << bit)) !== 0),
  };
}
