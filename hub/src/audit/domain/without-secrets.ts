/** Fields whose values are nobody's to read, whatever they belong to. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'password',
  'passwordhash',
  'pin',
  'pinhash',
  'recoverycodes',
  'secret',
  'sitekey',
  'ticket',
  'token',
  'totpsecret',
]);

/** Stands where a secret was, so that a change of it can still be seen. */
export const KEPT_OUT = '(kept out)';

/**
 * A value without its secrets, however deep they lie. It is a net under the writers, who leave them out themselves. What is null stays so:
 * that somebody has no PIN is no secret.
 */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      isSecret(name) && field !== null && field !== undefined ? KEPT_OUT : withoutSecrets(field),
    ]),
  );
}

function isSecret(name: string): boolean {
  return SECRET_FIELDS.has(name.replaceAll(/[_-]/g, '').toLowerCase());
}
