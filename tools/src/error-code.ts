/** The code of a system error (`ENOENT`), or null. Not by instanceof: in Jest, Node's errors come from another realm. */
export function errorCode(error: unknown): string | null {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : null;
  return typeof code === 'string' ? code : null;
}
