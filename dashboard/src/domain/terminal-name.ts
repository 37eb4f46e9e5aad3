const NAME_LENGTH_MAX = 64;

/** A name for a terminal out of what people call its place: `Tor 2 (Süd)` becomes `tor-2-sud`. May be empty. */
export function nameFromPlace(place: string): string {
  return place
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, NAME_LENGTH_MAX)
    .replace(/^-+|-+$/g, '');
}
