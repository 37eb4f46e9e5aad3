/** Loads the values of many keys at once; keys without a value are left out of the answer. */
export type BatchLoader<V> = (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>;

/**
 * Keeps answers of a directory, the answer "none" too, until told that they may be wrong. At its limit it forgets everything and
 * starts anew: simpler than an order of use, and as good where nearly everything fits.
 */
export class BatchCache<V> {
  readonly #max: number;
  readonly #load: BatchLoader<V>;
  #values = new Map<string, V | null>();
  #generation = 0;

  constructor(options: { max: number; load: BatchLoader<V> }) {
    this.#max = options.max;
    this.#load = options.load;
  }

  /** The value if it is known already; undefined when it would have to be loaded. */
  peek(key: string): V | null | undefined {
    return this.#values.get(key);
  }

  /** Values of all keys; null where there is none. One load for all that are not known. */
  async get(keys: readonly string[]): Promise<Map<string, V | null>> {
    const found = new Map<string, V | null>();
    const missing = new Set<string>();
    for (const key of keys) {
      const value = this.#values.get(key);
      if (value === undefined) missing.add(key);
      else found.set(key, value);
    }
    if (missing.size === 0) return found;
    const generation = this.#generation;
    const loaded = await this.#load([...missing]);
    for (const key of missing) found.set(key, loaded.get(key) ?? null);
    // What was read before a change and arrives after it must not stay.
    if (generation === this.#generation) this.#keep(missing, loaded);
    return found;
  }

  /** Forgets everything. */
  clear(): void {
    this.#generation += 1;
    this.#values = new Map();
  }

  #keep(keys: ReadonlySet<string>, loaded: ReadonlyMap<string, V>): void {
    if (this.#values.size + keys.size > this.#max) this.#values = new Map();
    for (const key of keys) this.#values.set(key, loaded.get(key) ?? null);
  }
}
