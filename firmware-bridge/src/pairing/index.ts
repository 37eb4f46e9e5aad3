export { type KeptLogin, KeyChange } from './key-change.ts';
export { PairingDesk, type PairingDeskDeps } from './pairing-desk.ts';
export { PairingFile } from './pairing-file.ts';
export { PairingFileError } from './private-file.ts';
