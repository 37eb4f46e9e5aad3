import { Inject, Injectable } from '@nestjs/common';
import type { NewPolicyPreview, Policy, PolicyPreview, PolicyScope } from '@tapclock/contracts';
import { DATABASE, type Database } from '../../../platform/database/database.ts';
import { HubError } from '../../../platform/http/hub-error.ts';
import { computeHours, type LocalDay, ZoneClocks } from '../../domain/index.ts';
import { FactsLoader } from '../../facts/facts-loader.ts';
import type { PersonFacts, Stretch } from '../../facts/person-facts.ts';
import { type FoundDay, foundDays } from '../../sheets/derived-days.ts';
import { AssignmentRepository } from '../assignment.repository.ts';
import { readDraft } from '../draft.ts';
import { LockedDates, type LockedPeriod } from '../locked-dates.ts';
import { PolicyDirectory } from '../policy-directory.ts';
import { noneSuch, readDay, refused } from '../read-day.ts';
import type { ScopedPerson } from '../resolve.ts';
import { Breather } from './breather.ts';
import { type HiddenDates, hiddenDates } from './hidden-dates.ts';
import { PreviewReport } from './preview-report.ts';

/** Longest range of a preview; beyond it the request is refused (R11). */
const DAYS_MAX = 366;
/** Most people times days: 5,000 people in a month of five weeks, some ten seconds of computing. */
const PERSON_DAYS_MAX = 200_000;
/** Previews computed at once; who comes later is asked to come again. */
const PREVIEWS_MAX = 2;
/** People whose facts are held at once. */
const CHUNK_PEOPLE = 100;

/** What is the same for everybody of one preview. */
interface Asked {
  draft: Policy;
  from: LocalDay;
  to: LocalDay;
  asOfSec: number;
  locked: readonly LockedPeriod[];
}

/** Shows what other rules would have paid. Reads the replica only, writes nothing, and leaves locked dates out. */
@Injectable()
export class PolicyPreviewer {
  readonly #database: Database;
  readonly #assignments: AssignmentRepository;
  readonly #directory: PolicyDirectory;
  readonly #locked: LockedDates;
  readonly #facts: FactsLoader;
  readonly #clocks = new ZoneClocks();
  #running = 0;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(AssignmentRepository) assignments: AssignmentRepository,
    @Inject(PolicyDirectory) directory: PolicyDirectory,
    @Inject(LockedDates) locked: LockedDates,
    @Inject(FactsLoader) facts: FactsLoader,
  ) {
    this.#database = database;
    this.#assignments = assignments;
    this.#directory = directory;
    this.#locked = locked;
    this.#facts = facts;
  }

  /** Throws VALIDATION_ERROR for rules, scopes or ranges that cannot be shown, RATE_LIMITED while others are computed. */
  async preview({ draft, scope, ...range }: NewPolicyPreview): Promise<PolicyPreview> {
    const policy = readDraft('draft', draft);
    const from = readDay('from', range.from);
    const to = readDay('to', range.to);
    if (to < from || to - from >= DAYS_MAX)
      throw refused('to', {
        en: `must be 0 to ${DAYS_MAX - 1} days after "from"`,
        de: `muss 0 bis ${DAYS_MAX - 1} Tage nach „from“ liegen`,
      });
    if (this.#running >= PREVIEWS_MAX)
      throw new HubError('RATE_LIMITED', {
        en: 'Other previews are being computed. Ask again in a moment.',
        de: 'Andere Vorschauen werden gerade berechnet. Fragen Sie gleich noch einmal.',
      });
    this.#running += 1;
    try {
      const { people, locked } = await this.#scope(scope, from);
      if (people.length * (to - from + 1) > PERSON_DAYS_MAX)
        throw refused('to', {
          en: `${people.length} people: choose fewer of them or a shorter range`,
          de: `${people.length} Personen: Wählen Sie weniger oder einen kürzeren Zeitraum`,
        });
      const asOfSec = Math.floor(Date.now() / 1000);
      return await this.#compute(people, { draft: policy, from, to, asOfSec, locked });
    } finally {
      this.#running -= 1;
    }
  }

  async #scope(
    scope: PolicyScope,
    from: LocalDay,
  ): Promise<{ people: ScopedPerson[]; locked: LockedPeriod[] }> {
    const { missing, ...found } = await this.#database.snapshot(async sql => ({
      missing: await this.#assignments.missing(sql, scope),
      people: await this.#assignments.people(sql, scope),
      locked: await this.#locked.since(sql, scope.site, from),
    }));
    if (missing !== null) throw noneSuch(missing, scope[missing]);
    return found;
  }

  async #compute(people: readonly ScopedPerson[], asked: Asked): Promise<PolicyPreview> {
    const report = new PreviewReport();
    const breather = new Breather();
    for (let start = 0; start < people.length; start += CHUNK_PEOPLE) {
      const chunk = people.slice(start, start + CHUNK_PEOPLE);
      for (const facts of await this.#load(chunk, asked)) {
        this.#compare(facts, asked, report);
        await breather.breathe();
      }
    }
    return report.preview(asked.from, asked.to);
  }

  /** Facts are read once for both: each person gets the spans of today's rules and one of the draft over all of the dates. */
  async #load(people: readonly ScopedPerson[], { draft, from, to, asOfSec }: Asked): Promise<PersonFacts[]> {
    return await this.#database.snapshot(async sql => {
      const spans = await this.#directory.spans(sql, people, from, to);
      const both = new Map(
        [...spans].map(([employee, ofPerson]) => [employee, [...ofPerson, { policy: draft, from, to }]]),
      );
      const employees = people.map(({ employee }) => employee);
      return await this.#facts.load(sql, { employees, from, to, asOfSec }, both);
    });
  }

  #compare({ person, zone, stretches }: PersonFacts, { draft, locked }: Asked, report: PreviewReport): void {
    const drafted = stretches.filter(({ facts }) => facts.policy === draft);
    const today = stretches.filter(({ facts }) => facts.policy !== draft);
    const hidden = hiddenDates(today, locked);
    const before = this.#openDays(today, hidden);
    const after = this.#openDays(drafted, hidden);
    const periods = hidden.map(({ period }) => period);
    report.add(person, { before, after, clock: this.#clocks.of(zone) }, periods);
  }

  #openDays(stretches: readonly Stretch[], hidden: readonly HiddenDates[]): FoundDay[] {
    return stretches
      .flatMap(stretch => foundDays(stretch, computeHours(stretch.facts, this.#clocks)))
      .filter(({ date }) => !hidden.some(({ from, to }) => from <= date && date <= to));
  }
}
