/** What was given is no trail, or no file of heads: nothing in it was judged. */
export class NotATrailError extends Error {
  override readonly name = 'NotATrailError';
}
