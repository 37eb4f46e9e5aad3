import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AreaEntity } from './area.entity.ts';
import { CredentialEntity } from './credential.entity.ts';
import { EmployeeEntity } from './employee.entity.ts';
import { PeopleController } from './people.controller.ts';
import { PeopleRepository } from './people.repository.ts';
import { PeopleService } from './people.service.ts';
import { PeopleDirectory } from './people-directory.ts';
import { SiteEntity } from './site.entity.ts';
import { TeamEntity } from './team.entity.ts';

export const PEOPLE_ENTITIES = [SiteEntity, AreaEntity, TeamEntity, EmployeeEntity, CredentialEntity];

@Module({
  imports: [TypeOrmModule.forFeature(PEOPLE_ENTITIES)],
  controllers: [PeopleController],
  providers: [PeopleRepository, PeopleService, PeopleDirectory],
  exports: [PeopleRepository, PeopleService, PeopleDirectory],
})
export class PeopleModule {}
