export { FactsModule } from './facts.module.ts';
export { FACTS_PEOPLE_MAX, FactsLoader, type WantedFacts } from './facts-loader.ts';
export { FirstFacts } from './first-facts.ts';
export { factsFrom, factsTo, firstTouched, workweekEnd } from './load-window.ts';
export type { PersonFacts, Stretch } from './person-facts.ts';
