export { KioskServer, type KioskServerDeps } from './kiosk-server.ts';
export type { VirtualTap, VirtualTapAnswer } from './virtual-tap.ts';
