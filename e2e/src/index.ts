export { type BridgeState, bridgeState, isDelivered } from './bridge-state.ts';
export { BOARD_VIEWPORT, KIOSK_VIEWPORT, launchBrowser, screenshot } from './browser.ts';
export { type Badge, QueueOfWorkers } from './queue-of-workers.ts';
export { badgeHex, rdm6300Frame } from './rdm6300-frame.ts';
export { SerialLine } from './serial-line.ts';
export { ask, type StoredPunch, storedPunches } from './stored-punches.ts';
export { waitFor } from './wait.ts';
