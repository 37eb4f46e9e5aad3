/** By shape, not by `instanceof`: errors of Node itself come from another realm when tests run in a vm context. */
export function isErrnoException(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}
