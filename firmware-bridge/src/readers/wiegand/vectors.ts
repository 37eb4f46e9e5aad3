/** Published and computed card values, one row a card; sources in README.md. */
export interface WiegandVector {
  format: string;
  facility?: number;
  cardNumber: number;
  bits: number;
  /** Left-justified bytes, as OSDP RAW carries them. */
  raw: string;
  /** The same bits as a number. */
  value: string;
  source: string;
}

export const WIEGAND_VECTORS: readonly WiegandVector[] = [
  row('H10301', 26, 123, 4567, 'BD88EB80', '2F623AE', 'proxmark3 tools/pm3_tests.sh'),
  row('H10301', 26, 31, 337, '8F80A8C0', '23E02A3', 'proxmark3 tools/pm3_online_tests.sh'),
  row('H10301', 26, 118, 1603, 'BB032180', '2EC0C86', 'proxmark3 client/src/cmdlfhid.c'),
  row('H10301', 26, 224, 1337, 'F0029CC0', '3C00A73', 'proxmark3, an AWID card'),
  row('H10301', 26, 123, 11223, 'BD95EB80', '2F657AE', 'proxmark3, a Pyramid card'),
  row('H10301', 26, 241, 1183, 'F8824F80', '3E2093E', 'proxmark3 forum'),
  row('H10301', 26, 90, 324, '2D00A200', '0B40288', 'wiegand-encoder'),
  row('H10301', 26, 21, 15890, '8A9F0900', '22A7C24', 'monkeyboard issue 33'),
  row('H10301', 26, 10, 1188, '05025240', '0140949', 'OMNIKEY user guide 5127-902'),
  row('H10306', 34, 209, 57933, '0068F126C0', '001A3C49B', 'monkeyboard issue 59'),
  row('H10306', 34, 118, 1603, '803B032180', '200EC0C86', 'computed'),
  row('H10306', 34, 1234, 43210, '8269546500', '209A55194', 'computed'),
  row('C1k35s', 35, 118, 1603, 'C1D80190E0', '60EC00C87', 'computed, masks as in proxmark3'),
  row('C1k35s', 35, 365, 288652, 'C5B519E300', '62DA8CF18', 'computed, masks as in proxmark3'),
  row('C1k35s', 35, 4095, 1048575, 'BFFFFFFFC0', '5FFFFFFFE', 'computed, masks as in proxmark3'),
  row('H10304', 37, 118, 1603, '803B006430', '1007600C86', 'computed'),
  row('H10304', 37, 1234, 123456, '82691E2408', '104D23C481', 'computed'),
  row('H10304', 37, 65535, 524287, '7FFFFFFFF8', '0FFFFFFFFF', 'computed'),
  {
    format: 'H10302',
    bits: 37,
    cardNumber: 1603,
    raw: '0000006430',
    value: '0000000C86',
    source: 'computed',
  },
];

function row(
  format: string,
  bits: number,
  facility: number,
  cardNumber: number,
  raw: string,
  value: string,
  source: string,
): WiegandVector {
  return { format, bits, facility, cardNumber, raw, value, source };
}
