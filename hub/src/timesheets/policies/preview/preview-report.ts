import {
  type PersonChange,
  type PolicyPreview,
  PREVIEW_PEOPLE_SHOWN_MAX,
  type SheetPerson,
} from '@tapclock/contracts';
import { formatDay, type LocalDay } from '../../domain/index.ts';
import type { LockedPeriod } from '../locked-dates.ts';
import { CodeChanges } from './code-changes.ts';
import { type ComparedDays, compareDays, movedSeconds } from './compare-days.ts';

interface Counted {
  code: string;
  appear: number;
  disappear: number;
}

/** Adds up the changes of one person after another; keeps those who are shown, sums up all. */
export class PreviewReport {
  readonly #codes = new CodeChanges();
  readonly #findings = new Map<string, Counted>();
  readonly #locked = new Set<LockedPeriod>();
  #shown: { change: PersonChange; moved: number }[] = [];
  #people = 0;
  #changed = 0;

  /** The days of one person under both rules; `locked` are the periods that hid some of them. */
  add(person: SheetPerson, days: ComparedDays, locked: readonly LockedPeriod[]): void {
    this.#people += 1;
    for (const period of locked) this.#locked.add(period);
    for (const { pays } of days.before) this.#codes.add('before', pays);
    for (const { pays } of days.after) this.#codes.add('after', pays);
    const change = compareDays(days);
    if (change === null) return;
    this.#changed += 1;
    for (const { code } of change.appear) this.#count(code).appear += 1;
    for (const { code } of change.disappear) this.#count(code).disappear += 1;
    this.#show({
      employee: person.employee,
      number: person.number,
      name: `${person.givenName} ${person.familyName}`,
      team: person.team,
      ...change,
    });
  }

  /** The preview of dates, both included. */
  preview(from: LocalDay, to: LocalDay): PolicyPreview {
    return {
      from: formatDay(from),
      to: formatDay(to),
      people: this.#people,
      changed: this.#changed,
      codes: this.#codes.all(),
      findings: [...this.#findings.values()].sort((a, b) => (a.code < b.code ? -1 : 1)),
      locked: [...this.#locked]
        .sort((a, b) => a.from - b.from || (a.group < b.group ? -1 : 1))
        .map(period => ({
          group: period.group,
          from: formatDay(Math.max(period.from, from)),
          to: formatDay(Math.min(period.to, to)),
        })),
      persons: this.#shown.map(({ change }) => change),
    };
  }

  #count(code: string): Counted {
    const counted = this.#findings.get(code) ?? { code, appear: 0, disappear: 0 };
    this.#findings.set(code, counted);
    return counted;
  }

  /** Keeps the largest changes; of equal ones, and where only findings change, the lower ids. */
  #show(change: PersonChange): void {
    const moved = movedSeconds(change);
    this.#shown.push({ change, moved });
    this.#shown.sort((a, b) => b.moved - a.moved || (a.change.employee < b.change.employee ? -1 : 1));
    this.#shown.length = Math.min(this.#shown.length, PREVIEW_PEOPLE_SHOWN_MAX);
  }
}
