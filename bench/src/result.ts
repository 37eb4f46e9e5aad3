/** What a bench found: the figures of its last line, and what must not have happened (something lost, say). */
export interface BenchResult {
  figures: Readonly<Record<string, number | null | Readonly<Record<string, number | null>>>>;
  failures: readonly string[];
}

export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
