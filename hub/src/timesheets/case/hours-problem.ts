import { z } from 'zod';
import { saidBy } from '../../platform/text/said-by.ts';

/** Something wrong with an hours document, by the path of its field. */
export interface HoursProblem {
  code: 'INVALID_DOCUMENT' | 'INVALID_POLICY' | 'LOCAL_TIME_GAP' | 'LOCAL_TIME_AMBIGUOUS';
  path: string;
  /** As the command line says it. */
  message: string;
  /** The same in German, of rules: people write those in the dashboard. Whole documents are for integrators. */
  german?: string;
}

/** Every problem of a document at once: nothing is computed from half of it. */
export class HoursDocumentError extends Error {
  override readonly name = 'HoursDocumentError';
  readonly problems: readonly HoursProblem[];

  constructor(problems: readonly HoursProblem[]) {
    super(
      problems
        .map(({ code, path, message }) => `${code} ${path === '' ? '' : `${path}: `}${message}`)
        .join('\n'),
    );
    this.problems = problems;
  }
}

interface Schema<T> {
  safeParse(
    data: unknown,
    params?: z.core.ParseContext<z.core.$ZodIssue>,
  ): { success: true; data: T } | { success: false; error: z.core.$ZodError };
}

/** Parses or throws every problem, below `prefix`. */
export function parseOrThrow<T>(
  schema: Schema<T>,
  data: unknown,
  code: HoursProblem['code'],
  prefix: readonly PropertyKey[] = [],
): T {
  // The contracts' small zod has no words of its own; these are for one parse, not for the process.
  const parsed = schema.safeParse(data, { error: z.locales.en().localeError });
  if (parsed.success) return parsed.data;
  const german = schema.safeParse(data, { error: z.locales.de().localeError });
  const inGerman = german.success ? [] : german.error.issues;
  throw new HoursDocumentError(
    parsed.error.issues.flatMap((issue, index) => problems({ issue, german: inGerman[index] }, code, prefix)),
  );
}

function problems(
  { issue, german }: { issue: z.core.$ZodIssue; german: z.core.$ZodIssue | undefined },
  code: HoursProblem['code'],
  prefix: readonly PropertyKey[],
): HoursProblem[] {
  const path = [...prefix, ...issue.path];
  const nested = firstTried(issue);
  if (nested) {
    const inGerman = german === undefined ? undefined : firstTried(german);
    return nested.flatMap((inner, index) =>
      problems({ issue: inner, german: inGerman?.[index] }, code, path),
    );
  }
  const words = saidBy(issue) ?? { en: issue.message, de: german?.message ?? issue.message };
  return [{ code, path: path.map(String).join('.'), message: words.en, german: words.de }];
}

/** What is wrong with the first member of a union that has something to say. */
function firstTried(issue: z.core.$ZodIssue): z.core.$ZodIssue[] | undefined {
  return issue.code === 'invalid_union' ? issue.errors.find(one => one.length > 0) : undefined;
}
