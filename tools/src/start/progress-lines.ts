const SHOWN_AFTER_MS = 1_000;
const AGAIN_EVERY_MS = 5_000;

/** Shows a step once it takes longer than a second, and again while it goes on. */
export class ProgressLines {
  readonly #say: (line: string) => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  begin(step: string): void {
    this.end();
    const startedAt = Date.now();
    const show = (): void => {
      this.#say(`${step} ... ${Math.round((Date.now() - startedAt) / 1000)} s`);
      this.#timer = setTimeout(show, AGAIN_EVERY_MS);
    };
    this.#timer = setTimeout(show, SHOWN_AFTER_MS);
  }

  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
