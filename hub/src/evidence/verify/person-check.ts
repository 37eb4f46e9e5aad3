import { hash } from 'node:crypto';
import { type BundleHeader, type BundlePerson, Sheet, SheetInputs } from '@tapclock/contracts';
import { LockDigester } from '../../payroll/pure.ts';
import { factsOf, HoursDocumentError, sheetFromInputs, type ZoneClocks } from '../../timesheets/pure.ts';
import type { FailureList } from './failure-list.ts';
import { firstDifference } from './first-difference.ts';
import { jsonOf } from './json-of.ts';
import { nameOf } from './named-person.ts';
import type { NamedPerson, UsedPunches } from './used-punches.ts';

const SHOWN_TEXT_MAX = 80;

/** Checks people one after another: their inputs against the signed punches, their sheet against their inputs. */
export class PersonCheck {
  readonly #header: BundleHeader;
  readonly #digester = new LockDigester();
  readonly #used: UsedPunches;
  readonly #clocks: ZoneClocks;
  readonly #failures: FailureList;
  #lastEmployee = '';
  #count = 0;
  #deltas = 0;

  constructor(
    header: BundleHeader,
    used: UsedPunches,
    { clocks, failures }: { clocks: ZoneClocks; failures: FailureList },
  ) {
    this.#header = header;
    this.#clocks = clocks;
    this.#used = used;
    this.#failures = failures;
  }

  get count(): number {
    return this.#count;
  }

  /** Lines that make good for earlier periods: they follow from those periods' bundles, not from this one. */
  get deltas(): number {
    return this.#deltas;
  }

  /** The sheet as the bundle says it, for the export file; null when there is none to read. */
  add(line: BundlePerson, number: number): Sheet | null {
    this.#count += 1;
    this.#hashes(line, number);
    const sheet = Sheet.safeParse(jsonOf(line.sheet));
    if (!sheet.success) {
      this.#failures.add(number, 'the sheet is none');
      return null;
    }
    const { person } = sheet.data;
    const named: NamedPerson = {
      employee: person.employee,
      person: nameOf(person),
      line: number,
    };
    if (person.employee <= this.#lastEmployee) {
      this.#failures.add(number, 'people come once each, in order of their ids', { person: named.person });
    }
    this.#lastEmployee = person.employee;
    this.#digester.add({ ...line, employee: person.employee });
    this.#deltas += sheet.data.deltas.length;
    this.#compare(sheet.data, line, named);
    return sheet.data;
  }

  /** After the last person: what the lock kept is of exactly these people. */
  finish(): void {
    const { context, lock } = this.#header;
    const digests = this.#digester.digests();
    if (lock.people !== this.#count) {
      this.#failures.add(1, `${lock.people} people were locked, there are ${this.#count} in the bundle`);
    }
    if (lock.digests.inputs !== digests.inputs) {
      this.#failures.add(1, 'the digest of all inputs is not the one that the lock keeps');
    }
    if (lock.digests.sheets !== digests.sheets) {
      this.#failures.add(1, 'the digest of all sheets is not the one that the lock keeps');
    }
    if (context.sheetsDigest !== lock.digests.sheets) {
      this.#failures.add(1, 'the file was made of other sheets than those of the lock');
    }
  }

  #hashes({ inputs, inputsHash, sheet, sheetHash }: BundlePerson, number: number): void {
    if (hash('sha256', inputs) !== inputsHash)
      this.#failures.add(number, 'the inputs are not those of inputsHash');
    if (hash('sha256', sheet) !== sheetHash) this.#failures.add(number, 'the sheet is not that of sheetHash');
  }

  #compare(sheet: Sheet, { inputs: inputsText, sheet: sheetText }: BundlePerson, named: NamedPerson): void {
    const { from, to } = this.#header.context;
    if (sheet.period.from !== from || sheet.period.to !== to) {
      this.#fail(
        named,
        null,
        `the sheet is of ${sheet.period.from} to ${sheet.period.to}, the bundle of ${from} to ${to}`,
      );
    }
    const inputs = SheetInputs.safeParse(jsonOf(inputsText));
    if (!inputs.success) {
      this.#fail(named, null, 'the inputs are none');
      return;
    }
    try {
      this.#used.add(named, factsOf(inputs.data, this.#clocks));
      // What earlier periods owe is not derived from these inputs; it is counted, and taken as it is.
      const own = sheetFromInputs(inputs.data, sheet.person, { from, to }, this.#clocks);
      const computed = { ...own, deltas: sheet.deltas };
      if (JSON.stringify(computed) !== sheetText) this.#differences(sheet, computed, named);
    } catch (error) {
      if (!(error instanceof HoursDocumentError)) throw error;
      this.#fail(named, null, `the inputs cannot be computed: ${error.message}`);
    }
  }

  /** One failure a date, and one for what belongs to none. */
  #differences(found: Sheet, computed: Sheet, named: NamedPerson): void {
    const before = this.#failures.total;
    const computedDays = new Map(computed.days.map(day => [day.date, day]));
    const foundDays = new Map(found.days.map(day => [day.date, day]));
    for (const date of [...new Set([...computedDays.keys(), ...foundDays.keys()])].toSorted()) {
      const difference = firstDifference(foundDays.get(date), computedDays.get(date));
      if (difference !== null) this.#fail(named, date, said(difference));
    }
    const rest = firstDifference({ ...found, days: [] }, { ...computed, days: [] });
    if (rest !== null) this.#fail(named, null, said(rest));
    if (this.#failures.total === before) {
      this.#fail(named, null, 'the sheet says what follows from the inputs, but is written otherwise');
    }
  }

  #fail({ line, person }: NamedPerson, date: string | null, message: string): void {
    this.#failures.add(line, message, { person, date });
  }
}

function said({ path, found, expected }: { path: string; found: unknown; expected: unknown }): string {
  return `${path === '' ? 'the date' : path}: the sheet says ${shown(found)}, from the inputs follows ${shown(expected)}`;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length <= SHOWN_TEXT_MAX ? text : `${text.slice(0, SHOWN_TEXT_MAX)}…`;
}
