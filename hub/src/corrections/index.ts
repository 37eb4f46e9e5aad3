export { CorrectionsModule } from './corrections.module.ts';
export { CorrectionsService } from './corrections.service.ts';
export * from './data.ts';
