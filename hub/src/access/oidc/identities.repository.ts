import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.ts';
import type { Identity, KnownAccount } from '../domain/identity.ts';

const COLUMNS = 'id, disabled_at is not null as disabled, oidc_issuer as issuer, oidc_subject as subject';

/** Which account belongs to whom at the identity provider. */
@Injectable()
export class IdentitiesRepository {
  /** The account of a subject, which nobody else changes until the end of the transaction. */
  async bySubject(
    sql: Sql,
    { issuer, subject }: Pick<Identity, 'issuer' | 'subject'>,
  ): Promise<KnownAccount | null> {
    const [row] = await sql.query<KnownAccount>(
      `select ${COLUMNS} from account where oidc_issuer = $1 and oidc_subject = $2 for update`,
      [issuer, subject],
    );
    return row ?? null;
  }

  /** The same by address. */
  async byEmail(sql: Sql, email: string): Promise<KnownAccount | null> {
    const [row] = await sql.query<KnownAccount>(
      `select ${COLUMNS} from account where email = $1 for update`,
      [email],
    );
    return row ?? null;
  }

  /** Whether an account belongs to nobody at the provider yet. */
  async isFree(sql: Sql, account: string): Promise<boolean> {
    const rows = await sql.query('select from account where id = $1 and oidc_subject is null', [account]);
    return rows.length > 0;
  }

  async link(
    sql: Sql,
    account: string,
    { issuer, subject }: Pick<Identity, 'issuer' | 'subject'>,
  ): Promise<void> {
    await sql.query('update account set oidc_issuer = $2, oidc_subject = $3 where id = $1', [
      account,
      issuer,
      subject,
    ]);
  }
}
