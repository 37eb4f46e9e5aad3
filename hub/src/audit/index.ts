export { AuditModule } from './audit.module.ts';
export { AuditSealer } from './audit-sealer.ts';
export { AuditTrailModule } from './audit-trail.module.ts';
export { AuditTrail, type NewEntry } from './audit-trail.ts';
export type { Concern } from './domain/concern.ts';
export { HeadPublisher } from './heads/head-publisher.ts';
export { Looks } from './looks/looks.ts';
export {
  employeeInPath,
  employeesOf,
  PEOPLE_SHOWN,
  type PeopleShown,
  ShowsPeople,
  siteInPath,
} from './looks/shows-people.ts';
export { RECORDED_ACTIONS, Records } from './records.ts';
