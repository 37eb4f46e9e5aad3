import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/data.ts';
import type { Sql } from '../../platform/database/database.ts';
import { PasswordTickets } from '../passwords/password-tickets.ts';
import { aboutInvitation } from './about-invitation.ts';
import { InvitationsRepository } from './invitations.repository.ts';

/** What an administrator has handed out and nobody has used yet. It works no longer than they are one. */
@Injectable()
export class HandedOut {
  readonly #invitations: InvitationsRepository;
  readonly #tickets: PasswordTickets;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(InvitationsRepository) invitations: InvitationsRepository,
    @Inject(PasswordTickets) tickets: PasswordTickets,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#invitations = invitations;
    this.#tickets = tickets;
    this.#trail = trail;
  }

  /** Takes back all invitations and password tickets that an account has made, also for the day when it is an administrator's again. */
  async takeBack(sql: Sql, account: string, nowMs: number): Promise<void> {
    await this.#tickets.voidMadeBy(sql, account, nowMs);
    const revoked = await this.#invitations.revokeMadeBy(sql, account, new Date(nowMs).toISOString());
    await this.#trail.record(
      sql,
      ...revoked.map(before => ({ action: 'invitations.revoked', ...aboutInvitation(before), before })),
    );
  }
}
