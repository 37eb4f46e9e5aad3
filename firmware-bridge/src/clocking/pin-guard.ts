/** Wrong PINs in a row before the number is locked. */
export const PIN_TRIES_MAX = 5;
/** Wrong PINs in a row at this kiosk, whatever the number: stops someone who walks through all numbers with one PIN. */
export const KIOSK_PIN_TRIES_MAX = 20;
const LOCK_BASE_MS = 60_000;
/** Locks double with each further try up to this. */
export const LOCK_MAX_MS = 3_600_000;
/** Numbers remembered at once; beyond it the one whose last try lies furthest back is forgotten. */
export const PIN_GUARD_ENTRIES_MAX = 1000;

interface Tries {
  readonly failures: number;
  readonly lockedUntilMs: number;
}

/** Wrong tries by employee, and by the kiosk as a whole under `''`. Oldest first. Times are uptime milliseconds. */
export type PinGuard = ReadonlyMap<string, Tries>;

const KIOSK = '';

/** Milliseconds until this employee may try again at this kiosk; 0 when they may now. */
export function pinLockedForMs(guard: PinGuard, employee: string, uptimeMs: number): number {
  const until = Math.max(guard.get(employee)?.lockedUntilMs ?? 0, guard.get(KIOSK)?.lockedUntilMs ?? 0);
  return Math.max(0, until - uptimeMs);
}

/** Notes a wrong PIN. The fifth in a row locks for a minute, each one after it for twice as long, up to an hour. */
export function afterWrongPin(guard: PinGuard, employee: string, uptimeMs: number): PinGuard {
  const next = new Map(guard);
  for (const [key, triesMax] of [
    [employee, PIN_TRIES_MAX],
    [KIOSK, KIOSK_PIN_TRIES_MAX],
  ] as const) {
    const failures = (next.get(key)?.failures ?? 0) + 1;
    const lockMs = failures < triesMax ? 0 : Math.min(LOCK_MAX_MS, LOCK_BASE_MS * 2 ** (failures - triesMax));
    next.delete(key);
    next.set(key, { failures, lockedUntilMs: lockMs === 0 ? 0 : uptimeMs + lockMs });
  }
  for (const key of next.keys()) {
    if (next.size <= PIN_GUARD_ENTRIES_MAX) break;
    next.delete(key);
  }
  return next;
}

/** Forgets the wrong tries of whoever has just proven the PIN, and those of the kiosk. */
export function afterRightPin(guard: PinGuard, employee: string): PinGuard {
  const next = new Map(guard);
  next.delete(employee);
  next.delete(KIOSK);
  return next;
}
