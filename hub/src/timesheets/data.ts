/** The part of this feature that needs a database and no web server, for processes that serve nobody. */
export { FACTS_PEOPLE_MAX, FactsLoader, type WantedFacts } from './facts/facts-loader.ts';
export { openPolicies, openTimesheets } from './open-timesheets.ts';
export {
  PolicyDirectory,
  type PolicySpan,
  type PolicySpans,
  type SiteRules,
} from './policies/policy-directory.ts';
export * from './pure.ts';
export { DueQueue } from './sheets/due-queue.ts';
