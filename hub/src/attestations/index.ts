export { AttestationsModule } from './attestations.module.ts';
