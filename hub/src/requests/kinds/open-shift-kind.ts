import { Inject, Injectable } from '@nestjs/common';
import type { NewOpenShiftRequest } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import { PublishedPlan } from '../../scheduling/index.ts';
import { OpenShiftsRepository } from '../open-shifts/open-shifts.repository.ts';
import { noLongerOpen, noSuchOpenShift } from '../open-shifts/refusals.ts';
import type { RequestRow } from '../request-row.ts';
import { RequestsRepository } from '../requests.repository.ts';
import { ShiftTemplates } from '../shift-templates.ts';
import {
  type Asked,
  type Asking,
  type Objection,
  objectionOf,
  type RequestKindRules,
  wantedOf,
} from './request-kind.ts';
import { sameShift } from './same-shift.ts';

/** An open shift: one of its places for whoever asks. */
@Injectable()
export class OpenShiftKind implements RequestKindRules<NewOpenShiftRequest> {
  readonly #requests: RequestsRepository;
  readonly #openShifts: OpenShiftsRepository;
  readonly #plan: PublishedPlan;
  readonly #templates: ShiftTemplates;

  constructor(
    @Inject(RequestsRepository) requests: RequestsRepository,
    @Inject(OpenShiftsRepository) openShifts: OpenShiftsRepository,
    @Inject(PublishedPlan) plan: PublishedPlan,
    @Inject(ShiftTemplates) templates: ShiftTemplates,
  ) {
    this.#requests = requests;
    this.#openShifts = openShifts;
    this.#plan = plan;
    this.#templates = templates;
  }

  async ask(sql: Sql, { openShift: id }: NewOpenShiftRequest, { site, team }: Asking): Promise<Asked> {
    const open = await this.#openShifts.lock(sql, id);
    if (open?.site !== site || (open.team !== null && open.team !== team)) throw noSuchOpenShift();
    if (open.state !== 'open') throw noLongerOpen(open);
    const { shift, name, date, startsAt, endsAt } = open;
    return {
      from: date,
      to: date,
      openShift: id,
      shift: { assignment: null, shift, name, date, startsAt, endsAt },
      expiresAt: startsAt,
    };
  }

  async objections(sql: Sql, { employee, shift }: RequestRow): Promise<Objection[]> {
    if (shift === null) throw new Error('an open shift is a shift');
    const going = [{ employee, shift }];
    const conflicts = await this.#plan.conflicts(sql, wantedOf(going));
    const same = await sameShift(this.#requests, sql, going);
    return [...conflicts.map(objectionOf), ...same, ...(await this.#templates.changed(sql, going))];
  }

  /** Under the lock of the open shift, which whoever asks and whoever decides takes first: as long as somebody asks there is a place. */
  async grant(sql: Sql, { employee, shift, openShift: id }: RequestRow): Promise<void> {
    if (shift === null || id === null) throw new Error('an open shift is a shift');
    const [assignment] = await this.#plan.assign(sql, wantedOf([{ employee, shift }]));
    await this.#openShifts.seat(sql, [{ assignment, openShift: id }]);
  }
}
