import type { MigrationInterface, QueryRunner } from 'typeorm';
import { initialSchema } from './0001-initial.sql.ts';
import { hoursSchema } from './0002-hours.sql.ts';

/** Every migration as TypeORM takes them; it orders them by the number that ends the name. */
export function migrations(quotedAppRole: string): (new () => MigrationInterface)[] {
  return [
    migration('Initial1763900000000', initialSchema, quotedAppRole),
    migration('Hours1764200000000', hoursSchema, quotedAppRole),
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
