import { z } from 'zod';

/** Something wrong with an hours document, by the path of its field. */
export interface HoursProblem {
  code: 'INVALID_DOCUMENT' | 'INVALID_POLICY' | 'LOCAL_TIME_GAP' | 'LOCAL_TIME_AMBIGUOUS';
  path: string;
  message: string;
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
  throw new HoursDocumentError(parsed.error.issues.flatMap(issue => problems(issue, code, prefix)));
}

function problems(
  issue: z.core.$ZodIssue,
  code: HoursProblem['code'],
  prefix: readonly PropertyKey[],
): HoursProblem[] {
  const path = [...prefix, ...issue.path];
  const nested = issue.code === 'invalid_union' ? issue.errors.find(one => one.length > 0) : undefined;
  if (nested) return nested.flatMap(inner => problems(inner, code, path));
  return [{ code, path: path.map(String).join('.'), message: issue.message }];
}
