/** How the hub calls itself, its keys and strangers where a name says who did something. */
const RESERVED = ['the hub', 'somebody not logged in'];
const RESERVED_BEGINNINGS = ['api key:'];

/** Whether somebody of this name would be taken for the hub or for a machine, in the audit trail and beside what they do. */
export function isReservedName(name: string): boolean {
  const plain = name.normalize('NFKC').trim().replace(/\s+/gu, ' ').replaceAll(' :', ':').toLowerCase();
  return RESERVED.includes(plain) || RESERVED_BEGINNINGS.some(beginning => plain.startsWith(beginning));
}
