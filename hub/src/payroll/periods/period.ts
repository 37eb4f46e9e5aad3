import type { PayPeriodRule, PeriodName, Policy } from '@tapclock/contracts';
import { formatDay, type LocalDay, payPeriodOf } from '../../timesheets/data.ts';

/** A pay period of one group of one site. `from` and `to` are local dates in `zone`, both included. */
export interface Period extends PeriodName {
  zone: string;
  payday: string;
  fromDay: LocalDay;
  toDay: LocalDay;
}

/** From a date on a group has this rule. */
export interface GroupRule {
  fromDay: LocalDay;
  rule: PayPeriodRule;
  payday: Policy['payday'];
}

/** Most periods looked back at: ten years of weeks. Older ones are not listed; they can still be asked for by name. */
const PERIODS_MAX = 520;

/** Whose periods a calendar counts, and the dates on which nobody is paid. */
export interface GroupOfSite {
  site: string;
  group: string;
  zone: string;
  holidays: ReadonlySet<LocalDay>;
}

/** The pay periods of a group. They need no row: they follow from the rules that the group's policy had from when. */
export class GroupCalendar {
  readonly #of: GroupOfSite;
  readonly #rules: readonly GroupRule[];

  /** `rules` by date, not empty. */
  constructor(of: GroupOfSite, rules: readonly GroupRule[]) {
    this.#of = of;
    this.#rules = rules.filter((rule, index) => {
      const before = rules[index - 1];
      return before === undefined || !isSameRule(before, rule);
    });
  }

  /** The period a date belongs to. Where another rule begins, the period before it ends. */
  periodOn(day: LocalDay): Period {
    const index = Math.max(
      0,
      this.#rules.findLastIndex(({ fromDay }) => fromDay <= day),
    );
    const rule = this.#rules[index];
    if (rule === undefined) throw new RangeError('a group without a pay period rule has no periods');
    const plain = payPeriodOf(day, rule.rule, rule.payday, this.#of.holidays);
    const fromDay = index === 0 ? plain.startDay : Math.max(plain.startDay, rule.fromDay);
    const toDay = Math.min(plain.endDay, this.#rules[index + 1]?.fromDay ?? plain.endDay) - 1;
    const { site, group, zone } = this.#of;
    return {
      site,
      group,
      zone,
      from: formatDay(fromDay),
      to: formatDay(toDay),
      payday: formatDay(plain.payday),
      fromDay,
      toDay,
    };
  }

  /** Periods that have begun by a day, newest first, back to the one in which the group's first rule began. */
  until(day: LocalDay): Period[] {
    const periods: Period[] = [];
    const firstDay = this.#rules[0]?.fromDay ?? day + 1;
    let last = day;
    while (last >= firstDay && periods.length < PERIODS_MAX) {
      const period = this.periodOn(last);
      periods.push(period);
      last = period.fromDay - 1;
    }
    return periods;
  }
}

function isSameRule(a: GroupRule, b: GroupRule): boolean {
  return a.payday === b.payday && JSON.stringify(a.rule) === JSON.stringify(b.rule);
}
