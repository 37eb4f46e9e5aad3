export { shortName } from './domain/short-name.ts';
export { PEOPLE_ENTITIES, PeopleModule } from './people.module.ts';
export { type NewEmployee, type NewSite, PeopleRepository, type RosterPerson } from './people.repository.ts';
export { PeopleService } from './people.service.ts';
export { PeopleDirectory } from './people-directory.ts';
export { hashPin } from './pin-hash.ts';
