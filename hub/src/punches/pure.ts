/** The part of this feature that needs no server: what a chain of punches is made of. */
export { canonicalText, chainHashes } from './chain-hash.ts';
