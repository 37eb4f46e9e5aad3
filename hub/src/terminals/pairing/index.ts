export { KioskBroker } from './kiosk-broker.ts';
export { PairingController } from './pairing.controller.ts';
export { PairingRepository } from './pairing.repository.ts';
export { PairingService } from './pairing.service.ts';
export { PairingApprovals } from './pairing-approval.ts';
export { sealTo } from './seal-box.ts';
