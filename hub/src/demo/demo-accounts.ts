import { randomInt } from 'node:crypto';
import type { Role } from '@tapclock/contracts';
import { v5 as uuidFrom } from 'uuid';
import { AccountsRepository, hashPassword, type NewAccount } from '../access/index.ts';
import type { Database } from '../platform/database/database.ts';
import { HubError } from '../platform/http/hub-error.ts';
import { DEMO_NAMESPACE, DEMO_PEOPLE, DEMO_SITE } from './factory.ts';

export interface DemoAccount {
  role: Role;
  email: string;
  name: string;
}

/** Somebody of every role. Addresses of a domain that nobody can own (RFC 2606). */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  { role: 'worker', email: 'worker@demo.example', name: 'Maria Schmidt' },
  { role: 'supervisor', email: 'supervisor@demo.example', name: 'Hanna Schulz' },
  { role: 'hr', email: 'hr@demo.example', name: 'Petra Schwarz' },
  { role: 'admin', email: 'admin@demo.example', name: 'Ada Demo' },
];

/** The supervisor leads these. */
const SUPERVISED = ['early', 'day'];

/** No letters that look like digits: somebody reads it in one window and types it in another. */
const EASY = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * Gives the demo factory an account a role, or new passwords to those that are there; they are told here and nowhere else. Throws HubError CONFLICT in a database that is not
 * the demo's: nobody gets a printed password into a real company.
 */
export async function makeDemoAccounts(
  database: Database,
  nowMs: number,
): Promise<(DemoAccount & { password: string })[]> {
  const accounts = new AccountsRepository();
  const createdAt = new Date(nowMs).toISOString();
  const made = await Promise.all(
    DEMO_ACCOUNTS.map(async account => {
      const password = easyPassword(account.role);
      return { ...newAccount(account, createdAt), password, passwordHash: await hashPassword(password) };
    }),
  );
  await database.transaction(async sql => {
    const [first] = DEMO_PEOPLE;
    const known = await sql.query('select from employee where id = $1 and site_id = $2', [
      first?.id,
      DEMO_SITE.id,
    ]);
    const [stranger] = await sql.query('select from account where not (id = any($1::uuid[])) limit 1', [
      made.map(({ id }) => id),
    ]);
    if (known.length === 0 || stranger) {
      throw new HubError('CONFLICT', {
        en: 'Demo accounts are for the demo factory only.',
        de: 'Demokonten sind nur für die Demofabrik.',
      });
    }
    for (const account of made) {
      const [before] = await sql.query('select from account where id = $1', [account.id]);
      if (!before) await accounts.insert(sql, account);
    }
    await sql.query(
      `update account set password_hash = hash from unnest($1::uuid[], $2::text[]) as made (made_id, hash) where id = made_id`,
      [made.map(({ id }) => id), made.map(({ passwordHash }) => passwordHash)],
    );
  });
  return made.map(({ role, email, name, password }) => ({ role, email, name, password }));
}

function newAccount({ role, email, name }: DemoAccount, createdAt: string): Omit<NewAccount, 'passwordHash'> {
  const employee = DEMO_PEOPLE.find(person => `${person.givenName} ${person.familyName}` === name);
  return {
    id: uuidFrom(`account ${role}`, DEMO_NAMESPACE),
    ...{ email, name, role, createdAt },
    employee: employee?.id ?? null,
    teams: role === 'supervisor' ? SUPERVISED.map(team => ({ site: DEMO_SITE.id, team })) : [],
    language: 'en',
  };
}

/** Such as `hr-7k3m-p9tq-x2vd`: 59 bits. */
function easyPassword(role: Role): string {
  const group = () => Array.from({ length: 4 }, () => EASY[randomInt(EASY.length)]).join('');
  return `${role}-${group()}-${group()}-${group()}`;
}
