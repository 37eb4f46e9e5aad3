import { Inject, Injectable } from '@nestjs/common';
import type { InvitationMade, InvitationView, NewInvitation } from '@tapclock/contracts';
import { v7 as uuid } from 'uuid';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import type { Principal } from '../../platform/http/access/principal.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import { type Page, type PageQuery, page } from '../../platform/http/page.ts';
import { AccountReferences } from '../accounts/accounts.references.ts';
import { Administrators } from '../accounts/administrators.ts';
import { digestOfSecret, newSecret } from '../secret-text.ts';
import { aboutInvitation } from './about-invitation.ts';
import { InvitationsRepository } from './invitations.repository.ts';

const HOUR_MS = 3_600_000;
/** A long weekend; whoever comes back later is invited again. */
export const INVITATION_HOURS = 72;
/** A whole company may be invited on one day; more is a program that does not stop. */
export const OPEN_INVITATIONS_MAX = 20_000;

/** Who may make themselves an account: by a ticket that works once, for the address, role and people an administrator chose. */
@Injectable()
export class Invitations {
  readonly #database: Database;
  readonly #repository: InvitationsRepository;
  readonly #references: AccountReferences;
  readonly #administrators: Administrators;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(InvitationsRepository) repository: InvitationsRepository,
    @Inject(AccountReferences) references: AccountReferences,
    @Inject(Administrators) administrators: Administrators,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#repository = repository;
    this.#references = references;
    this.#administrators = administrators;
    this.#trail = trail;
  }

  /**
   * Invites somebody; the ticket is in this answer and nowhere else. Throws VALIDATION_ERROR for an employee or teams that there are not,
   * CONFLICT when the address has an account or an open invitation.
   */
  async make(wanted: NewInvitation, by: Principal): Promise<InvitationMade> {
    const nowMs = Date.now();
    const now = new Date(nowMs).toISOString();
    const ticket = newSecret();
    const invitation: InvitationView = {
      ...wanted,
      id: uuid(),
      invitedBy: by.name,
      createdAt: now,
      expiresAt: new Date(nowMs + INVITATION_HOURS * HOUR_MS).toISOString(),
    };
    try {
      await this.#database.transaction(async sql => {
        await this.#administrators.require(sql, by);
        await this.#references.require(sql, wanted);
        if (await this.#repository.hasAccount(sql, wanted.email)) throw hasAccount();
        if ((await this.#repository.countOpen(sql, now)) >= OPEN_INVITATIONS_MAX) throw tooMany();
        await this.#repository.closeExpired(sql, wanted.email, now);
        await this.#repository.insert(sql, invitation, { digest: digestOfSecret(ticket), inviter: by.id });
        const entry = { action: 'invitations.made', ...aboutInvitation(invitation), after: invitation };
        await this.#trail.record(sql, entry);
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw isInvited();
      throw error;
    }
    return { ...invitation, ticket };
  }

  /** Open invitations, newest first. */
  async list(query: PageQuery & { q?: string | undefined }): Promise<Page<InvitationView>> {
    const { invitations, total } = await this.#repository.list(this.#database.primary, {
      now: new Date().toISOString(),
      q: query.q ?? null,
      limit: query.per_page,
      offset: (query.page - 1) * query.per_page,
    });
    return page(invitations, { ...query, total });
  }

  /** Takes an open invitation back: its ticket opens nothing any more. Throws NOT_FOUND when there is none, or it was taken. */
  async revoke(id: string, by: Principal): Promise<InvitationView> {
    const { value } = await this.#database.transaction(async sql => {
      await this.#administrators.require(sql, by);
      const revoked = await this.#repository.revoke(sql, id, new Date().toISOString());
      if (revoked === null) return null;
      const entry = { action: 'invitations.revoked', ...aboutInvitation(revoked), before: revoked };
      await this.#trail.record(sql, entry);
      return revoked;
    });
    if (value) return value;
    throw new HubError('NOT_FOUND', {
      en: 'There is no such open invitation.',
      de: 'Diese offene Einladung gibt es nicht.',
    });
  }
}

function hasAccount(): HubError {
  return new HubError(
    'CONFLICT',
    {
      en: 'There is an account with this address already.',
      de: 'Mit dieser Adresse gibt es schon ein Konto.',
    },
    { details: [{ path: 'email', code: 'HAS_ACCOUNT' }] },
  );
}

function isInvited(): HubError {
  return new HubError(
    'CONFLICT',
    {
      en: 'This address has an open invitation. Take it back first to make another.',
      de: 'Diese Adresse hat eine offene Einladung. Ziehen Sie sie erst zurück, um eine neue zu machen.',
    },
    { details: [{ path: 'email', code: 'IS_INVITED' }] },
  );
}

function tooMany(): HubError {
  return new HubError(
    'CONFLICT',
    {
      en: `There are ${OPEN_INVITATIONS_MAX} open invitations. Wait until some are taken, or take some back.`,
      de: `Es gibt ${OPEN_INVITATIONS_MAX} offene Einladungen. Warten Sie, bis einige angenommen sind, oder ziehen Sie welche zurück.`,
    },
    { details: [{ code: 'TOO_MANY_INVITATIONS' }] },
  );
}
