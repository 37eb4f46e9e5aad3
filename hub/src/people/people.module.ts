import { Module } from '@nestjs/common';
import { BadgesRepository } from './badges/badges.repository.ts';
import { PeopleRepository } from './people.repository.ts';
import { PeopleService } from './people.service.ts';
import { PeopleDirectory } from './people-directory.ts';
import { PeopleMembership } from './people-membership.ts';

/** What other features ask about people. */
@Module({
  providers: [PeopleRepository, BadgesRepository, PeopleService, PeopleDirectory, PeopleMembership],
  exports: [PeopleRepository, BadgesRepository, PeopleService, PeopleDirectory, PeopleMembership],
})
export class PeopleModule {}
