export { SiteKeysModule } from './site-keys.module.ts';
export { SiteKeys } from './site-keys.ts';
