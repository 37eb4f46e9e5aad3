/** Dashboards at once. */
export const LINES_MAX = 500;
/** Of these, from one source: a company behind one address still leaves room for others. */
export const LINES_OF_SOURCE_MAX = 300;
/** Of one account: some screens on walls and some forgotten tabs. */
export const LINES_OF_ACCOUNT_MAX = 30;
/** Lines that have not said who they are. */
export const STRANGERS_MAX = 100;

/** What decides about a line's place. */
export interface PlacedLine {
  /** Who is counted as one. */
  readonly source: string;
  /** Of the account or key; null while nobody living is known. */
  readonly viewer: string | null;
  /** Ends it at once: it made room. */
  terminate(): void;
}

/**
 * The open lines and the room there is for more. Strangers make room for strangers, the oldest of the source that has most: whoever opens
 * lines and says nothing pushes out their own, and a line that says who it is keeps its place.
 */
export class LiveLines<Line extends PlacedLine> {
  /** In the order in which they came. */
  readonly #lines = new Set<Line>();

  get size(): number {
    return this.#lines.size;
  }

  [Symbol.iterator](): IterableIterator<Line> {
    return this.#lines.values();
  }

  /** Makes room for one more line of a source. False when there is none, because all who are here are known. */
  makeRoom(source: string): boolean {
    const strangers = [...this.#lines].filter(({ viewer }) => viewer === null);
    const ofSource = [...this.#lines].filter(line => line.source === source);
    if (ofSource.length >= LINES_OF_SOURCE_MAX) return this.#pushOut(strangers.filter(isOf(source)));
    if (strangers.length >= STRANGERS_MAX || this.#lines.size >= LINES_MAX) return this.#pushOut(strangers);
    return true;
  }

  add(line: Line): void {
    this.#lines.add(line);
  }

  remove(line: Line): void {
    this.#lines.delete(line);
  }

  /** Whether whoever has just said who they are may have this line, too. */
  isWithinLimit(viewer: string): boolean {
    return [...this.#lines].filter(line => line.viewer === viewer).length <= LINES_OF_ACCOUNT_MAX;
  }

  #pushOut(strangers: readonly Line[]): boolean {
    const counts = new Map<string, number>();
    for (const { source } of strangers) counts.set(source, (counts.get(source) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const oldest = strangers.find(({ source }) => counts.get(source) === most);
    if (oldest === undefined) return false;
    // Not when its socket has closed: until then it would be pushed out again and again.
    this.#lines.delete(oldest);
    oldest.terminate();
    return true;
  }
}

function isOf(source: string): (line: PlacedLine) => boolean {
  return line => line.source === source;
}
