import type { Language, Policy } from '@tapclock/contracts';
import { isPaid, type Segment } from '../breaks/segment.ts';
import type { HoursFacts } from '../facts/facts.ts';
import type { HoursFinding } from '../findings/finding.ts';
import { isClosed } from '../pair/stay.ts';
import type { Overlay } from '../premium/overlay.ts';
import type { HoursResult } from '../result.ts';
import { partsOf, policyField, type RuleId, type RuleName } from '../rules/rule-id.ts';
import { formatDay } from '../time/civil.ts';
import { formatTimeOfDay } from '../time/wall-time.ts';
import type { ZoneClock } from '../time/zone-clock.ts';
import { ENGLISH } from './english.ts';
import { GERMAN } from './german.ts';
import { length, type Phrasebook, type PhraseDetails } from './phrasebook.ts';

const BOOKS: Record<Language, Phrasebook> = { en: ENGLISH, de: GERMAN };

/** What a finding says; it needs no facts, so a kept sheet can be read without its case. */
export function findingSentence(
  finding: Pick<HoursFinding, 'code' | 'seconds' | 'limitSec'>,
  language: Language,
): string {
  return phraseFinding(finding, BOOKS[language]);
}

function phraseFinding(
  finding: Pick<HoursFinding, 'code' | 'seconds' | 'limitSec'>,
  book: Phrasebook,
): string {
  return book.findings(finding, length(finding.seconds ?? 0), length(finding.limitSec ?? 0));
}

/** What a rule of a policy does, whoever's hours it is applied to; for rules that say nothing about a person, such as rounding. */
export function ruleSentence(id: RuleId, policy: Policy, language: Language): string {
  const { name, detail } = partsOf(id);
  return BOOKS[language].rules[name]({
    policy,
    segment: { kind: 'work', code: 'REG', rate: 1, job: null },
    index: Number(detail) || 0,
    clockIn: '',
    clockOut: '',
    date: '',
    correction: { by: '', why: '' },
  });
}

/** Puts the rules behind hours into sentences. Apart from the engine: most hours are never asked about. */
export class Explainer {
  readonly #facts: HoursFacts;
  readonly #result: HoursResult;
  readonly #clock: ZoneClock;
  readonly #book: Phrasebook;

  constructor(facts: HoursFacts, result: HoursResult, clock: ZoneClock, language: Language) {
    this.#facts = facts;
    this.#result = result;
    this.#clock = clock;
    this.#book = BOOKS[language];
  }

  /** Why these seconds are paid, or not: the whole chain from the punches to the pay code. */
  segment(segment: Segment): string {
    const place =
      segment.startSec === segment.endSec
        ? ''
        : `${this.#wall(segment.startSec)}–${this.#wall(segment.endSec)}, `;
    const phrases = segment.rules.map(id => this.#phrase(id, segment));
    if (segment.code === 'REG' && isPaid(segment)) phrases.push(this.#book.regular);
    const treated = isPaid(segment) ? this.#book.paid(segment.code) : this.#book.unpaid;
    return `${place}${length(segment.seconds)} ${treated}: ${phrases.join('; ')}.`;
  }

  overlay(overlay: Overlay, day: Segment | undefined): string {
    const place = `${this.#wall(overlay.startSec)}–${this.#wall(overlay.endSec)}`;
    const phrase = day ? this.#phrase(overlay.rule, day) : overlay.code;
    return `${place}, ${length(overlay.seconds)} ${overlay.code}: ${phrase}.`;
  }

  finding(finding: HoursFinding): string {
    return phraseFinding(finding, this.#book);
  }

  #phrase(id: RuleId, segment: Segment): string {
    const { name, detail } = partsOf(id);
    const text = this.#book.rules[name](this.#details(segment, detail));
    const source = this.#source(name);
    return source === null ? text : `${text} (${source})`;
  }

  #source(name: RuleName): string | null {
    const field = policyField(name);
    return field === null ? null : (this.#facts.policy.sources[field] ?? null);
  }

  #details(segment: Segment, detail: string): PhraseDetails {
    const stay = this.#result.stays[segment.stay];
    const out = stay && isClosed(stay) && stay.end.kind === 'closed' ? stay.end.out : null;
    const correction = this.#facts.corrections.find(({ id }) => id === detail);
    return {
      policy: this.#facts.policy,
      segment,
      index: Number(detail) || 0,
      clockIn: stay ? this.#wall(stay.in.atSec) : '',
      clockOut: out ? this.#wall(out.atSec) : '',
      date: formatDay(segment.date),
      correction: { by: correction?.by ?? '', why: correction?.why ?? '' },
    };
  }

  #wall(sec: number): string {
    return formatTimeOfDay(this.#clock.timeOfDayAt(sec));
  }
}
