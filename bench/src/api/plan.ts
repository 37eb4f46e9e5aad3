/** One large plant with half of the people, and five small ones. */
export const SITES = ['plant-1', 'plant-2', 'plant-3', 'plant-4', 'plant-5', 'plant-6'] as const;
export const LARGE_SITE = SITES[0];
/** Nothing odd happened here in the month that is paid: it can be locked and exported. */
export const PAID_SITE = SITES[1];
export const TERMINALS_PER_SITE = 5;
export const ZONE = 'Europe/Berlin';
export const PAY_GROUP = 'bench-monthly';
/** Personnel numbers of the company are seven digits; those of the demo beside it are shorter. */
export const NUMBERS = '7______';

export interface CompanySize {
  people: number;
  /** How far back punches go; days off included. */
  days: number;
  /** Entries of the audit trail. */
  auditEntries: number;
}

/** One statement of the seed. */
export interface SeedStep {
  what: string;
  sql: string;
  params: (size: CompanySize) => unknown[];
}
