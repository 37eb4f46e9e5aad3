/** The first place where two JSON values differ, depth first, as `segments.0.seconds`; null when there is none. */
export function firstDifference(
  found: unknown,
  expected: unknown,
  path = '',
): { path: string; found: unknown; expected: unknown } | null {
  if (Object.is(found, expected)) return null;
  if (!isObject(found) || !isObject(expected) || Array.isArray(found) !== Array.isArray(expected)) {
    return { path, found, expected };
  }
  const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
  for (const key of keys) {
    const inner = firstDifference(found[key], expected[key], path === '' ? key : `${path}.${key}`);
    if (inner !== null) return inner;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
