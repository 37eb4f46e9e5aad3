export { BundleService } from './bundle.service.ts';
export { EvidenceModule } from './evidence.module.ts';
export * from './pure.ts';
