/** What was given is no proof bundle, or one that this program cannot read: nothing of it was checked. */
export class NotABundleError extends Error {
  override readonly name = 'NotABundleError';

  constructor(why: string) {
    super(`not a proof bundle that this program can read: ${why}`);
  }
}
