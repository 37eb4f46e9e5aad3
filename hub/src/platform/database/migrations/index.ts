import type { MigrationInterface, QueryRunner } from 'typeorm';
import { initialSchema } from './0001-initial.sql.ts';
import { hoursSchema } from './0002-hours.sql.ts';
import { accessSchema } from './0003-access.sql.ts';
import { peopleSchema } from './0004-people.sql.ts';
import { pairingSchema } from './0005-pairing.sql.ts';
import { auditSchema } from './0006-audit.sql.ts';
import { idempotencySchema } from './0007-idempotency.sql.ts';
import { reachSchema } from './0008-reach.sql.ts';
import { watchSchema } from './0009-watch.sql.ts';
import { hardeningSchema } from './0010-hardening.sql.ts';
import { exceptionsSchema } from './0011-exceptions.sql.ts';
import { schedulingSchema } from './0012-scheduling.sql.ts';
import { requestsSchema } from './0013-requests.sql.ts';
import { attestationsSchema } from './0014-attestations.sql.ts';
import { tasksSchema } from './0015-tasks.sql.ts';
import { notificationsSchema } from './0016-notifications.sql.ts';
import { statementsSchema } from './0017-statements.sql.ts';
import { speedSchema } from './0018-speed.sql.ts';
import { forgettingSchema } from './0019-forgetting.sql.ts';
import { givenBackSchema } from './0020-given-back.sql.ts';
import { birthDatesSchema } from './0021-birth-dates.sql.ts';
import { listsSchema } from './0022-lists.sql.ts';

/** Every migration as TypeORM takes them; it orders them by the number that ends the name. */
export function migrations(quotedAppRole: string): (new () => MigrationInterface)[] {
  return [
    migration('Initial1763900000000', initialSchema, quotedAppRole),
    migration('Hours1764200000000', hoursSchema, quotedAppRole),
    migration('Access1764230000000', accessSchema, quotedAppRole),
    migration('People1764231000000', peopleSchema, quotedAppRole),
    migration('Pairing1764232000000', pairingSchema, quotedAppRole),
    migration('Audit1764233000000', auditSchema, quotedAppRole),
    migration('Idempotency1764234000000', idempotencySchema, quotedAppRole),
    migration('Reach1764235000000', reachSchema, quotedAppRole),
    migration('Watch1764236000000', watchSchema, quotedAppRole),
    migration('Hardening1764237000000', hardeningSchema, quotedAppRole),
    migration('Exceptions1764238000000', exceptionsSchema, quotedAppRole),
    migration('Scheduling1764239000000', schedulingSchema, quotedAppRole),
    migration('Requests1764240000000', requestsSchema, quotedAppRole),
    migration('Attestations1764241000000', attestationsSchema, quotedAppRole),
    migration('Tasks1764242000000', tasksSchema, quotedAppRole),
    migration('Notifications1764243000000', notificationsSchema, quotedAppRole),
    migration('Statements1764244000000', statementsSchema, quotedAppRole),
    migration('Speed1764245000000', speedSchema, quotedAppRole),
    migration('Forgetting1764246000000', forgettingSchema, quotedAppRole),
    migration('GivenBack1764247000000', givenBackSchema, quotedAppRole),
    migration('BirthDates1764248000000', birthDatesSchema, quotedAppRole),
    migration('Lists1764249000000', listsSchema, quotedAppRole),
  ];
}

function migration(name: string, schema: string, quotedAppRole: string): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = name;

    async up(runner: QueryRunner): Promise<void> {
      // A function as replacement: `$` in a role name would otherwise be read as a pattern.
      await runner.query(schema.replaceAll('__APP_ROLE__', () => quotedAppRole));
    }

    down(): Promise<void> {
      return Promise.reject(new Error('migrations go forward only; write a new one'));
    }
  };
}
