import type * as z from 'zod/mini';

/** What zod says when it has no words of its own. */
const WORDLESS = 'Invalid input';

/** What is wrong with a value, in words; the value itself is never among them, it may be a key. */
export function issueText(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `there is no ${issue.keys.join(', ')}`;
    case 'invalid_value':
      return issue.message === WORDLESS ? `one of ${issue.values.map(String).join(', ')}` : issue.message;
    case 'invalid_type':
      return `takes ${issue.expected}`;
    default:
      return issue.message === WORDLESS ? 'not allowed' : issue.message;
  }
}

/** The same with the place in front, of the first thing that is wrong. */
export function firstProblem({ issues }: { issues: readonly z.core.$ZodIssue[] }): string {
  const [issue] = issues;
  if (issue === undefined) return 'not allowed';
  const path = issue.path.map(String).join('.');
  return `${path === '' ? '' : `${path}: `}${issueText(issue)}`;
}
