import type { MigrationInterface, QueryRunner } from 'typeorm';
import { initialSchema } from './0001-initial.sql.ts';

/** The first schema as a TypeORM migration; TypeORM orders migrations by the number that ends the class name. */
export function initialMigration(quotedAppRole: string): new () => MigrationInterface {
  return class Initial1763900000000 implements MigrationInterface {
    readonly name = 'Initial1763900000000';

    async up(runner: QueryRunner): Promise<void> {
      // A function as replacement: `$` in a role name would otherwise be read as a pattern.
      await runner.query(initialSchema.replaceAll('__APP_ROLE__', () => quotedAppRole));
    }

    down(): Promise<void> {
      return Promise.reject(new Error('migrations go forward only; write a new one'));
    }
  };
}
