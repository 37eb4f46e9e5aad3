/** The part of this feature that needs no server: the verifier. */
export type { BundleReport } from './verify/bundle-report.ts';
export { NotABundleError } from './verify/not-a-bundle.ts';
export { reportText } from './verify/report-text.ts';
export type { GivenKeys } from './verify/terminal-keys.ts';
export { verifyBundle } from './verify/verify-bundle.ts';
