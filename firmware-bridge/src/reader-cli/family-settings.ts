import * as z from 'zod/mini';
import { type Family, familyNames, findFamily, type Settings } from '../readers/index.ts';
import { UsageError } from './arguments.ts';
import { issueText } from './issue-text.ts';

/** The family of a name or an alias. Throws UsageError with all names. */
export function familyNamed(name: string | undefined | null): Family {
  const family = name === undefined || name === null ? null : findFamily(name);
  if (family !== null) return family;
  const problem = name === undefined || name === null ? 'which family?' : `there is no family ${name};`;
  throw new UsageError(`${problem} these are known: ${familyNames().join(', ')}`);
}

/**
 * Settings from the command line, each as the type that the family's setting has: text, number, boolean, a list with commas, or JSON.
 * Throws UsageError for a setting that the family does not have, or a value that it does not take.
 */
export function settingsFor(
  family: Pick<Family, 'shape'>,
  name: string,
  given: ReadonlyMap<string, string | true>,
): Settings {
  const settings: Record<string, unknown> = { family: name };
  for (const [setting, text] of given) {
    // A name such as `constructor` is in every object, and a setting of none.
    const schema = Object.hasOwn(family.shape, setting) ? family.shape[setting] : undefined;
    if (schema === undefined)
      throw new UsageError(
        `${name} has no setting ${setting}; it has ${Object.keys(family.shape).join(', ') || 'none'}`,
      );
    const value = candidatesOf(text).find(candidate => z.safeParse(schema, candidate.value).success);
    if (value === undefined) throw new UsageError(`--${setting} ${text}: ${problemOf(schema, text)}`);
    settings[setting] = value.value;
  }
  return settings;
}

/** The ways in which a text may be meant, likeliest first. */
function candidatesOf(text: string | true): { value: unknown }[] {
  if (text === true) return [{ value: true }];
  const candidates: { value: unknown }[] = [{ value: text }];
  const json = parsedJson(text);
  if (json !== undefined) candidates.push({ value: json });
  candidates.push({ value: text.split(',').map(part => part.trim()) });
  return candidates;
}

/** What is wrong with the reading that comes nearest: one of the right type, where there is such. */
function problemOf(schema: z.core.$ZodType, text: string | true): string {
  const issues = candidatesOf(text).flatMap(({ value }) => {
    const result = z.safeParse(schema, value);
    return result.success ? [] : result.error.issues.slice(0, 1);
  });
  const issue = issues.find(({ code, path }) => code !== 'invalid_type' || path.length > 0) ?? issues[0];
  return issue === undefined ? 'not allowed' : issueText(issue);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Most texts are no JSON, and are meant as what they say.
    return undefined;
  }
}
