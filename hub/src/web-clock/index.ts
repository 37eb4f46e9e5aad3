export { WebClockModule, type WebClockWiring } from './web-clock.module.ts';
