export { type BridgeState, bridgeState, isDelivered } from './bridge-state.ts';
export { BOARD_VIEWPORT, KIOSK_VIEWPORT, launchBrowser, screenshot } from './browser.ts';
export { accountOf, fillLogin, logIn } from './log-in.ts';
export { type Badge, QueueOfWorkers } from './queue-of-workers.ts';
export { badgeHex, rdm6300Frame } from './rdm6300-frame.ts';
export { SerialLine } from './serial-line.ts';
export { ask, type StoredPunch, storedPunches } from './stored-punches.ts';
export { startUnpairedKiosk, type UnpairedKiosk } from './unpaired-kiosk.ts';
export { waitFor } from './wait.ts';
