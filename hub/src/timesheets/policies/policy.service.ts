import { Inject, Injectable } from '@nestjs/common';
import {
  type NewPolicy,
  Policy,
  type PolicyEntry,
  type PolicyRef,
  type PolicyVersion,
} from '@tapclock/contracts';
import { AuditTrail } from '../../audit/data.ts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { HubError } from '../../platform/http/hub-error.ts';
import type { PageQuery } from '../../platform/http/page.ts';
import { PRESETS } from '../domain/index.ts';
import { readDraft } from './draft.ts';
import { PolicyRepository } from './policy.repository.ts';

/** Policies and their versions. A version changes nobody's hours by itself: an assignment does. */
@Injectable()
export class PolicyService {
  readonly #database: Database;
  readonly #policies: PolicyRepository;
  readonly #trail: AuditTrail;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PolicyRepository) policies: PolicyRepository,
    @Inject(AuditTrail) trail: AuditTrail,
  ) {
    this.#database = database;
    this.#policies = policies;
    this.#trail = trail;
  }

  /** What to start from, each with its sources and open questions. */
  presets(): Policy[] {
    return [...PRESETS.values()].map(preset => Policy.parse(preset));
  }

  /** One page of the names with their latest versions, and how many names there are. */
  async list({ page, per_page }: PageQuery): Promise<{ entries: PolicyEntry[]; total: number }> {
    return await this.#database.snapshot(sql => this.#policies.entries(sql, per_page, (page - 1) * per_page));
  }

  /** One version, or null. What the replica does not have yet is looked for on the primary: it may be a second old. */
  async find(ref: PolicyRef): Promise<PolicyVersion | null> {
    return (
      (await this.#database.snapshot(sql => this.#policies.find(sql, ref))) ??
      (await this.#policies.find(this.#database.primary, ref))
    );
  }

  /** Adds the next version of a name, the first of a new one. Throws VALIDATION_ERROR, or CONFLICT when two do so at once. */
  async create({ name, reason, ...draft }: NewPolicy, by: string): Promise<PolicyVersion> {
    const policy = readDraft(name, draft);
    const made = { by, at: new Date().toISOString(), reason };
    const { value: version } = await this.#database.transaction(async sql => {
      const added = await this.#policies.addVersion(sql, policy, made);
      if (added === null) return null;
      const before = added > 1 ? await this.#policies.find(sql, { name, version: added - 1 }) : null;
      await this.#trail.record(sql, {
        action: 'policies.added',
        subject: { kind: 'policy', id: `${name}/${added}` },
        // It changes nobody's hours before it is assigned.
        concerns: { people: [] },
        before: before?.policy,
        after: { ...policy, version: added },
        why: reason,
      });
      return added;
    });
    if (version === null)
      throw new HubError('CONFLICT', {
        en: `Somebody else has just added a version of "${name}". Look at it first.`,
        de: `Jemand anders hat gerade eine Version von „${name}“ angelegt. Sehen Sie sie zuerst an.`,
      });
    return { policy: { ...policy, version }, made };
  }
}
