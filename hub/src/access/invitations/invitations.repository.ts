import { Injectable } from '@nestjs/common';
import type { Instant, InvitationView, Language, Role, TeamName } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';

interface InvitationRow {
  id: string;
  email: string;
  role: Role;
  employee: string | null;
  teams: TeamName[];
  language: Language;
  invited_by: string;
  created_at: Instant;
  expires_at: Instant;
}

const COLUMNS =
  'id, email, role, employee_id as employee, teams, language, invited_by, created_at, expires_at' as const;
/** An invitation that can be taken at the moment `$n`. */
const open = (now: string) => `used_at is null and revoked_at is null and expires_at > ${now}`;
/** Whoever was let in by somebody who is no administrator any more was let in by nobody. */
const INVITER_IS_ADMIN = `exists (
  select from account a where a.id = invitation.invited_by_account and a.role = 'admin' and a.disabled_at is null)`;

/** Who is invited. Of the ticket only its digest is kept. */
@Injectable()
export class InvitationsRepository {
  /** Open ones, newest first; `q` is a part of the address. */
  async list(
    sql: Sql,
    { now, q, limit, offset }: { now: string; q: string | null; limit: number; offset: number },
  ): Promise<{ invitations: InvitationView[]; total: number }> {
    const condition = `${open('$1')} and ($2::text is null or position(lower($2) in email) > 0)`;
    const [rows, [counted]] = await Promise.all([
      sql.query<InvitationRow>(
        `select ${COLUMNS} from invitation where ${condition} order by created_at desc, id desc limit $3 offset $4`,
        [now, q, limit, offset],
      ),
      sql.query<{ count: number }>(`select count(*) as count from invitation where ${condition}`, [now, q]),
    ]);
    return { invitations: rows.map(view), total: counted?.count ?? 0 };
  }

  /** Makes room for another invitation of the same address where one ran out. */
  async closeExpired(sql: Sql, email: string, now: string): Promise<void> {
    await sql.query(
      `update invitation set revoked_at = $2
       where email = $1 and used_at is null and revoked_at is null and expires_at <= $2`,
      [email, now],
    );
  }

  async countOpen(sql: Sql, now: string): Promise<number> {
    const [row] = await sql.query<{ count: number }>(
      `select count(*) as count from invitation where ${open('$1')}`,
      [now],
    );
    return row?.count ?? 0;
  }

  async hasAccount(sql: Sql, email: string): Promise<boolean> {
    const rows = await sql.query('select id from account where email = $1', [email]);
    return rows.length > 0;
  }

  /** `inviter` is the account of who invites. */
  async insert(
    sql: Sql,
    invitation: InvitationView,
    { digest, inviter }: { digest: Buffer; inviter: string },
  ): Promise<void> {
    await sql.query(
      `insert into invitation
         (id, digest, email, role, employee_id, teams, language, invited_by, created_at, expires_at, invited_by_account)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        invitation.id,
        digest,
        invitation.email,
        invitation.role,
        invitation.employee,
        JSON.stringify(invitation.teams),
        invitation.language,
        invitation.invitedBy,
        invitation.createdAt,
        invitation.expiresAt,
        inviter,
      ],
    );
  }

  /** Takes an open invitation back; null when there is none of this id. */
  async revoke(sql: Sql, id: string, now: string): Promise<InvitationView | null> {
    const [row] = await sql.query<InvitationRow>(
      `update invitation set revoked_at = $2 where id = $1 and ${open('$2')} returning ${COLUMNS}`,
      [id, now],
    );
    return row ? view(row) : null;
  }

  /** Takes back what this account has invited and nobody has taken. */
  async revokeMadeBy(sql: Sql, inviter: string, now: string): Promise<InvitationView[]> {
    const rows = await sql.query<InvitationRow>(
      `update invitation set revoked_at = $2 where invited_by_account = $1 and ${open('$2')} returning ${COLUMNS}`,
      [inviter, now],
    );
    return rows.map(view);
  }

  /** The open invitation of a ticket. */
  async find(sql: Sql, digest: Buffer, now: string): Promise<InvitationView | null> {
    const [row] = await sql.query<InvitationRow>(
      `select ${COLUMNS} from invitation where digest = $1 and ${open('$2')} and ${INVITER_IS_ADMIN}`,
      [digest, now],
    );
    return row ? view(row) : null;
  }

  /** Takes an invitation once and for all: of two at the same time one finds none. */
  async use(
    sql: Sql,
    digest: Buffer,
    now: string,
  ): Promise<{ invitation: InvitationView; inviter: string } | null> {
    const [row] = await sql.query<InvitationRow & { inviter: string }>(
      `update invitation set used_at = $2 where digest = $1 and ${open('$2')} and ${INVITER_IS_ADMIN}
       returning ${COLUMNS}, invited_by_account as inviter`,
      [digest, now],
    );
    return row ? { invitation: view(row), inviter: row.inviter } : null;
  }
}

function view(row: InvitationRow): InvitationView {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    employee: row.employee,
    teams: row.teams,
    language: row.language,
    invitedBy: row.invited_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
