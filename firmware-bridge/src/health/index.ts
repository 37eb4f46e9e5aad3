export { type HealthFacts, healthReport, kioskHealth, terminalStatus } from './health.ts';
