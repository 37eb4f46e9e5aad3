/** A JSON array that is written element by element, one on each line. */
export class JsonList {
  #isEmpty = true;

  begin(): string {
    return '[';
  }

  add(element: object): string {
    const text = `${this.#isEmpty ? '' : ','}\n${JSON.stringify(element)}`;
    this.#isEmpty = false;
    return text;
  }

  end(): string {
    return '\n]\n';
  }
}
