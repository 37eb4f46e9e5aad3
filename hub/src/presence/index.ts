export { PresenceModule } from './presence.module.ts';
export { type Applied, PRESENCE_CURSOR, PresenceProjector } from './presence.projector.ts';
export { PresenceRepository } from './presence.repository.ts';
