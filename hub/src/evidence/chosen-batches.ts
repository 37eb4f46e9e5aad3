import type { BatchKey } from './evidence.repository.ts';

/** Batches by their keys alone, each once: a company's month can have as many as it has punches. */
export class ChosenBatches {
  readonly #byTerminal = new Map<string, Set<string>>();

  add({ terminal, boot, from, head }: BatchKey): void {
    const batches = this.#byTerminal.get(terminal) ?? new Set();
    this.#byTerminal.set(terminal, batches.add(`${boot} ${from} ${head}`));
  }

  terminals(): string[] {
    return [...this.#byTerminal.keys()].toSorted();
  }

  /** In the order of the bundle, by terminal, boot and first punch; at most `size` at a time. */
  *inOrder(size: number): Generator<BatchKey[]> {
    for (const terminal of this.terminals()) {
      const batches = [...(this.#byTerminal.get(terminal) ?? [])].sort(byPlace);
      for (let at = 0; at < batches.length; at += size) {
        yield batches.slice(at, at + size).map(key => ({ terminal, ...placeOf(key) }));
      }
    }
  }
}

function byPlace(a: string, b: string): number {
  const [one, other] = [placeOf(a), placeOf(b)];
  return one.boot - other.boot || one.from - other.from || (one.head < other.head ? -1 : 1);
}

function placeOf(key: string): Omit<BatchKey, 'terminal'> {
  const [boot, from, head = ''] = key.split(' ');
  return { boot: Number(boot), from: Number(from), head };
}
