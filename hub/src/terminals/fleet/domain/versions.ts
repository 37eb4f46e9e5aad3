/** Compares versions by their numbers, as in `1.10.0` after `1.9.2`; what is no number counts as 0, a pre-release as its release. */
export function compareVersions(one: string, other: string): number {
  const left = numbersOf(one);
  const right = numbersOf(other);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The newest of these versions; null of none. */
export function newestVersion(versions: readonly string[]): string | null {
  return versions.reduce<string | null>(
    (newest, version) => (newest === null || compareVersions(version, newest) > 0 ? version : newest),
    null,
  );
}

function numbersOf(version: string): number[] {
  const [release = ''] = version.split(/[-+]/);
  return release.split('.').map(part => (/^\d{1,9}$/.test(part) ? Number(part) : 0));
}
