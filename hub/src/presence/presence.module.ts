import { Module } from '@nestjs/common';
import { PresenceProjector } from './presence.projector.ts';
import { PresenceRepository } from './presence.repository.ts';

@Module({
  providers: [PresenceRepository, PresenceProjector],
  exports: [PresenceRepository, PresenceProjector],
})
export class PresenceModule {}
