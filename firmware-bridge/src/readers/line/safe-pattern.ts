/** Longest pattern a site may set. */
export const PATTERN_LENGTH_MAX = 100;
/**
 * Most ways in which a pattern may be tried on one line: three stars on 64 characters, two on 128. A matcher that backtracks walks at most
 * that many paths: measured, the most hostile line costs up to 9 ms on a desktop the first time and 2 ms later. Three stars are what
 * ordinary patterns have, such as `[^;]*;(\w+);.*`, so there is no room below.
 */
export const PATTERN_WAYS_MAX = 300_000;

/**
 * What is wrong with a pattern, for a person; null when it may be used on lines of up to `lengthMax` characters. JavaScript's matcher
 * backtracks, and whoever prints the QR code writes the text it runs on: `(\d+)+x` would take years over forty digits. So a pattern is
 * taken apart and its ways are counted. Repeating what can itself match in several ways, references and look-arounds are refused.
 */
export function patternProblem(source: string, lengthMax: number): string | null {
  if (source.length > PATTERN_LENGTH_MAX) return `a pattern has at most ${PATTERN_LENGTH_MAX} characters`;
  try {
    new RegExp(source);
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
  const ways = new PatternParser(source, lengthMax).ways();
  if (typeof ways === 'string') return ways;
  return ways <= PATTERN_WAYS_MAX
    ? null
    : 'too many parts of varying length: a hostile line would take too long';
}

/** A checked pattern, as it is run: on the whole text. */
export function compilePattern(source: string): RegExp {
  return new RegExp(`^(?:${source})$`);
}

/** The part of a match that is the value: the group named `value`, else the first group, else all of it. */
export function valueOfMatch(match: RegExpExecArray): string {
  return match.groups?.value ?? match[1] ?? match[0];
}

class Refused extends Error {}

/** Counts the ways of a pattern that is known to compile. */
class PatternParser {
  readonly #source: string;
  readonly #lengthMax: number;
  #at = 0;

  constructor(source: string, lengthMax: number) {
    this.#source = source;
    this.#lengthMax = lengthMax;
  }

  /** The count, or why the pattern is refused. */
  ways(): number | string {
    try {
      const ways = this.#alternatives();
      // Taken apart otherwise than the matcher does: what is behind has not been counted.
      if (this.#at !== this.#source.length) throw new Refused('it cannot be taken apart to its end');
      return ways;
    } catch (error) {
      if (error instanceof Refused) return error.message;
      throw error;
    }
  }

  #alternatives(): number {
    let ways = this.#sequence();
    while (this.#source[this.#at] === '|') {
      this.#at += 1;
      ways += this.#sequence();
    }
    return ways;
  }

  #sequence(): number {
    let ways = 1;
    for (let next = this.#source[this.#at]; next !== undefined; next = this.#source[this.#at]) {
      if (next === '|' || next === ')') break;
      ways *= this.#repeated(this.#atom(next));
    }
    return ways;
  }

  #atom(first: string): number {
    this.#at += 1;
    if (first === '(') return this.#group();
    if (first === '[') this.#class();
    else if (first === '\\') this.#escape();
    return 1;
  }

  #group(): number {
    const rest = this.#source.slice(this.#at);
    if (rest.startsWith('?')) {
      const opening = /^\?(?::|<[A-Za-z_]\w*>)/.exec(rest);
      if (opening === null) throw new Refused('only plain, (?:…) and (?<name>…) groups');
      this.#at += opening[0].length;
    }
    const ways = this.#alternatives();
    this.#at += 1;
    return ways;
  }

  #class(): void {
    for (let next = this.#source[this.#at]; next !== ']' && next !== undefined; next = this.#source[this.#at])
      this.#at += next === '\\' ? 2 : 1;
    this.#at += 1;
  }

  #escape(): void {
    const next = this.#source[this.#at] ?? '';
    // Without its two digits it is a plain x, and a group may stand where they would be. `\u` and `\c` are like that too, and never taken.
    if (next === 'x' && !/^x[0-9A-Fa-f]{2}/.test(this.#source.slice(this.#at)))
      throw new Refused('two hex digits are needed behind \\x');
    if (/[A-Za-z0-9]/.test(next) && !/[dDwWsSxrnt]/.test(next)) throw new Refused(`\\${next} cannot be used`);
    this.#at += next === 'x' ? 3 : 1;
  }

  /** Ways of an atom with the quantifier behind it. */
  #repeated(ways: number): number {
    const quantifier = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/.exec(this.#source.slice(this.#at));
    if (quantifier === null) return ways;
    this.#at += quantifier[0].length;
    const [least, most] = this.#bounds(quantifier);
    if (ways > 1 && most > 1 && least !== most)
      throw new Refused('repeats a part that varies itself, such as (a+)+ or (a|b)*');
    if (ways > 1) return least === most ? ways ** least : ways + 1;
    return Math.max(1, most - least + 1);
  }

  #bounds([, sign, least, comma, most]: RegExpExecArray): [number, number] {
    const limit = this.#lengthMax;
    if (sign === '?') return [0, 1];
    if (sign !== undefined) return [sign === '*' ? 0 : 1, limit];
    const from = Math.min(Number(least), limit);
    if (comma === undefined) return [from, from];
    return [from, most === '' ? limit : Math.min(Number(most), limit)];
  }
}
