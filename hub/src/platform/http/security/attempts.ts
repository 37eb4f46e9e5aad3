/** Sources that are counted at once; beyond it the one whose span began first is forgotten. */
const SOURCES_MAX = 10_000;

/** Counts what each source did within a span of time that begins with its first attempt. Time is an argument. */
export class Attempts {
  readonly #max: number;
  readonly #spanMs: number;
  readonly #spans = new Map<string, { beganAtMs: number; count: number }>();

  constructor({ max, spanMs }: { max: number; spanMs: number }) {
    this.#max = max;
    this.#spanMs = spanMs;
  }

  /** Milliseconds until this source may try again; 0 when it may now. */
  waitMs(source: string, nowMs: number): number {
    const span = this.#spans.get(source);
    if (span === undefined || span.count < this.#max) return 0;
    return Math.max(0, span.beganAtMs + this.#spanMs - nowMs);
  }

  count(source: string, nowMs: number): void {
    const span = this.#spans.get(source);
    if (span !== undefined && nowMs < span.beganAtMs + this.#spanMs) {
      span.count += 1;
      return;
    }
    this.#spans.delete(source);
    const oldest = this.#spans.size >= SOURCES_MAX ? this.#spans.keys().next().value : undefined;
    if (oldest !== undefined) this.#spans.delete(oldest);
    this.#spans.set(source, { beganAtMs: nowMs, count: 1 });
  }
}
