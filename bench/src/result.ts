/** What a bench found: the figures of its last line, and what must not have happened (something lost, say). */
export interface BenchResult {
  figures: Readonly<
    Record<string, number | null | Figures | readonly Figures[] | Readonly<Record<string, Figures>>>
  >;
  failures: readonly string[];
}

type Figures = Readonly<Record<string, number | null>>;

export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
