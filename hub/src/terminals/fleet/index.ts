export { FleetController } from './fleet.controller.ts';
export { FleetRepository } from './fleet.repository.ts';
export { FleetService } from './fleet.service.ts';
