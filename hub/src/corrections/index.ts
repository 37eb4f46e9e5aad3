export { correctionView } from './correction-view.ts';
export { CorrectionsModule } from './corrections.module.ts';
export { CorrectionsService } from './corrections.service.ts';
export * from './data.ts';
export type { Outcome } from './domain/index.ts';
export { refusalError } from './refusal-error.ts';
