/**
 * Recorded and published frames of this family; sources in README.md. `characters` stand between STX and ETX. A new recording is
 * added here, and every test of the parser runs on it.
 */
export interface RecordedFrame {
  characters: string;
  dez10: string;
  d3d5: string;
  source: string;
}

export const RECORDED_FRAMES: readonly RecordedFrame[] = [
  { characters: '62E3086CED08', dez10: '3808980205', d3d5: '008,27885', source: 'Seeed RDM630 sheet' },
  { characters: '01000734E0D2', dez10: '0000472288', d3d5: '007,13536', source: 'Seeed wiki' },
  { characters: '67003B51C6CB', dez10: '0003887558', d3d5: '059,20934', source: 'python-rdm6300' },
  { characters: '67003BA86C98', dez10: '0003909740', d3d5: '059,43116', source: 'python-rdm6300' },
  { characters: '67003BA86793', dez10: '0003909735', d3d5: '059,43111', source: 'python-rdm6300' },
  { characters: '09002E4EA2CB', dez10: '0003034786', d3d5: '046,20130', source: 'StackOverflow 37683157' },
  { characters: '3C00CE754CCB', dez10: '0013530444', d3d5: '206,30028', source: 'StackOverflow 11848921' },
  // An EM-18 module sent this one, without STX and ETX: only the decoder can be tried on it as it was.
  { characters: '4500C5D1E9B8', dez10: '0012964329', d3d5: '197,53737', source: 'cparkb2c EM-18 page' },
  { characters: '112233445511', dez10: '0573785173', d3d5: '051,17493', source: 'computed' },
];

/** What a strict reader must not take for a badge. */
export const BAD_FRAMES: readonly { characters: string; what: string }[] = [
  { characters: '68003B51C6CB', what: 'a version byte that the XOR does not cover (it would be C4)' },
  { characters: '67003B51C6CBDA', what: 'fourteen characters' },
  { characters: '67003B51C6C', what: 'eleven characters' },
  { characters: '67003B\u00e9\u00ff51C6CB', what: 'bytes that are not ASCII' },
  { characters: '67003B51G6CB', what: 'a letter that is not hex' },
  { characters: '2E00AF0EC9B4', what: 'the additive sum of a clone (the XOR would be 46)' },
  { characters: '', what: 'nothing between STX and ETX' },
];

/** The bytes on the wire, whatever stands between STX and ETX. */
export function wire(characters: string): Uint8Array {
  return Uint8Array.of(0x02, ...Buffer.from(characters, 'latin1'), 0x03);
}
