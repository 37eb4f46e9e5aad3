import { Temporal } from 'temporal-polyfill';
import { HubError } from '../../platform/http/hub-error.ts';
import type { CellRef } from '../domain/plan/index.ts';

/** The cells that somebody does not plan: their own, up to today. What one was to work on a date that has begun decides one's hours. */
export class OwnPast {
  readonly #employee: string | null;
  readonly #today: string;

  /** `employee`: of who plans, or who made the key that plans; `zone`: of the site. */
  constructor(employee: string | null, zone: string, nowMs: number) {
    this.#employee = employee;
    this.#today = Temporal.Instant.fromEpochMilliseconds(nowMs)
      .toZonedDateTimeISO(zone)
      .toPlainDate()
      .toString();
  }

  has({ employee, date }: CellRef): boolean {
    return employee === this.#employee && date <= this.#today;
  }

  /** Those that may be planned. */
  without<Cell extends CellRef>(cells: readonly Cell[]): Cell[] {
    return cells.filter(cell => !this.has(cell));
  }

  /** Throws FORBIDDEN where one of the cells may not be planned. */
  refuse(cells: readonly CellRef[]): void {
    const own = cells.findIndex(cell => this.has(cell));
    if (own === -1) return;
    const message = {
      en: 'Nobody plans their own shifts of today and before.',
      de: 'Niemand plant die eigenen Schichten von heute und davor.',
    };
    const remedy = {
      en: 'Ask somebody else who plans for you; leave this cell out.',
      de: 'Bitten Sie jemand anders, der für Sie plant; lassen Sie diese Zelle weg.',
    };
    throw new HubError('FORBIDDEN', message, {
      details: [{ path: `cells.${own}`, code: 'OWN_PAST', message, remedy }],
    });
  }
}
