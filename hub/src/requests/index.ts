export { RequestRounds } from './request-rounds.ts';
export { RequestsModule } from './requests.module.ts';
