/** Something that the page tells its reader to do, with the answer that it shows, if any. */
export interface Step {
  language: 'bash' | 'sql';
  code: string;
  /** Line of the page on which the block begins. */
  line: number;
  /** The JSON that is printed right under it; undefined where none is. */
  shown: unknown;
}

const BLOCK = /^```(bash|sql|json)\n(.*?)^```$/gms;

/** The steps of a page in their order: its `bash` and `sql` blocks, each with the `json` block that follows. */
export function stepsOf(page: string): Step[] {
  const steps: Step[] = [];
  for (const { 1: language, 2: code = '', index } of page.matchAll(BLOCK)) {
    const line = page.slice(0, index).split('\n').length;
    if (language === 'json') {
      const last = steps.at(-1);
      if (last === undefined || last.shown !== undefined)
        throw new Error(`line ${line}: an answer to nothing`);
      last.shown = JSON.parse(code);
    } else {
      steps.push({ language: language === 'sql' ? 'sql' : 'bash', code, line, shown: undefined });
    }
  }
  return steps;
}

const ANYTHING = '…';

/**
 * What is shown and is not so, each with its path; nothing when the answer is as the page shows it. The page may leave fields out; `…` stands for any
 * value, at the end of a text for any more of it, and at the end of a list for one or more items.
 */
export function differences(shown: unknown, real: unknown, path = 'answer'): string[] {
  if (shown === ANYTHING) return real === undefined ? [`${path} is missing`] : [];
  if (typeof shown === 'string' && shown.endsWith(ANYTHING) && typeof real === 'string')
    return real.startsWith(shown.slice(0, -1)) ? [] : [`${path} is ${JSON.stringify(real)}`];
  if (Array.isArray(shown)) {
    if (!Array.isArray(real)) return [`${path} is no list but ${JSON.stringify(real)}`];
    const isOpen = shown.at(-1) === ANYTHING;
    const items = isOpen ? shown.slice(0, -1) : shown;
    if (isOpen ? real.length <= items.length : real.length !== items.length)
      return [`${path} has ${real.length} items: ${JSON.stringify(real)}`];
    return items.flatMap((item, at) => differences(item, real[at], `${path}[${at}]`));
  }
  if (typeof shown === 'object' && shown !== null) {
    if (typeof real !== 'object' || real === null)
      return [`${path} is no object but ${JSON.stringify(real)}`];
    return Object.entries(shown).flatMap(([name, value]) =>
      differences(value, Reflect.get(real, name), `${path}.${name}`),
    );
  }
  return shown === real ? [] : [`${path} is ${JSON.stringify(real)}, not ${JSON.stringify(shown)}`];
}
