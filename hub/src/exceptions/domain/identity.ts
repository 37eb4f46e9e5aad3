/** From when on badges say together what no badge says alone. Each is the last value that is no matter, or the first that is, as said. */
export const IDENTITY_THRESHOLDS = {
  /** Taps of one person at two terminals within so long: nobody walks that fast. The last that counts. */
  atOnceSeconds: 5,
  /** Two badges at one terminal within so long: one hand holds both. The last that counts. */
  togetherSeconds: 4,
  /** With anybody else at that terminal within so long it was a queue, and says nothing. */
  aloneSeconds: 60,
  /** How far back days are counted. */
  lookBackDays: 28,
  /** Days on which it happened: from here on it is no chance. */
  daysLeast: 5,
  /** Of the days on which both were here, at least so many: people who come by one bus part as often as not. */
  shareLeast: 0.5,
} as const;

/** A place on earth, degrees of WGS 84, and how far off it may be. */
export interface Spot {
  latitude: number;
  longitude: number;
  accuracyMetres: number;
}

/** One tap of a person at one terminal. */
export interface PlacedTap {
  atMs: number;
  /** null: nobody has said where the terminal is. */
  spot: Spot | null;
  /** A web clock is wherever its user is. */
  isWeb: boolean;
}

/** What two taps of one person at two terminals say. Seconds are whole. */
export type Elsewhere =
  | { code: 'two-places'; seconds: number }
  | { code: 'impossible-way'; seconds: number; limitSeconds: number };

const RUN_METRES_PER_SECOND = 4;
const DRIVE_METRES_PER_SECOND = 36;
/** From the gate to the car and from the car to the gate. */
const TO_CAR_SECONDS = 120;

/** Whether one person can have made both taps. Null: they can, or nobody knows. */
export function elsewhere(first: PlacedTap, second: PlacedTap): Elsewhere | null {
  const apartMs = Math.abs(second.atMs - first.atMs);
  const seconds = Math.floor(apartMs / 1_000);
  if (first.spot && second.spot) {
    const limitSeconds = soonestSeconds(leastMetres(first.spot, second.spot));
    return apartMs < limitSeconds * 1_000 ? { code: 'impossible-way', seconds, limitSeconds } : null;
  }
  if (first.isWeb || second.isWeb || apartMs > IDENTITY_THRESHOLDS.atOnceSeconds * 1_000) return null;
  return { code: 'two-places', seconds };
}

/** Seconds in which nobody covers a distance faster: running all the way, or driving at 130 km/h on an empty road. */
export function soonestSeconds(metres: number): number {
  return Math.floor(
    Math.min(metres / RUN_METRES_PER_SECOND, TO_CAR_SECONDS + metres / DRIVE_METRES_PER_SECOND),
  );
}

const EARTH_METRES = 6_371_000;

/** Great-circle distance, less what either place may be off. */
export function leastMetres(a: Spot, b: Spot): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const [north, south] = [radians(a.latitude), radians(b.latitude)];
  const half = (angle: number) => Math.sin(angle / 2) ** 2;
  const part =
    half(north - south) + Math.cos(north) * Math.cos(south) * half(radians(a.longitude - b.longitude));
  const metres = 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(part)));
  return Math.max(0, metres - a.accuracyMetres - b.accuracyMetres);
}

/** Whether two people's badges are tapped together too often: `days` of the `ofDays` on which both were here. */
export function isTooOften(days: number, ofDays: number): boolean {
  return days >= IDENTITY_THRESHOLDS.daysLeast && days >= ofDays * IDENTITY_THRESHOLDS.shareLeast;
}

/** Somebody else's tap at the same terminal; `employee` is null for an unknown badge. */
export interface Neighbour {
  employee: string | null;
  apartMs: number;
}

/** Whose badge was tapped with this one, by the taps of others at the terminal within `aloneSeconds`. Null: nobody's, or it was a queue. */
export function tappedWith(neighbours: readonly Neighbour[]): string | null {
  const [first] = neighbours;
  if (!first || neighbours.some(({ employee }) => employee !== first.employee)) return null;
  const isNear = neighbours.some(({ apartMs }) => apartMs <= IDENTITY_THRESHOLDS.togetherSeconds * 1_000);
  return isNear ? first.employee : null;
}
