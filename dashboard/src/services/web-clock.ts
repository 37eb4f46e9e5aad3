import type { PunchLocation } from '@tapclock/contracts';

/** Longest wait for the browser's location, in milliseconds. */
const LOCATED_WITHIN_MS = 15_000;

/** Where this browser says that it is; null when it does not. */
export function browserLocation(): Promise<PunchLocation | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null);
  return new Promise(resolve => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) =>
        resolve({ latitude, longitude, accuracyMetres: Math.min(accuracy, 100_000) }),
      () => resolve(null),
      { timeout: LOCATED_WITHIN_MS, maximumAge: 0 },
    );
  });
}

/** A name for one wish, so that sending it again does it once. Unlike `randomUUID` it is there without encryption, too. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
