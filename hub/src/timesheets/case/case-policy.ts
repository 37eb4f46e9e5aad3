import { type HoursCase, Policy, type Said } from '@tapclock/contracts';
import { PRESETS, policyProblems } from '../domain/index.ts';
import { HoursDocumentError, type HoursProblem, parseOrThrow } from './hours-problem.ts';

/** Lists that a case may write as one object. */
const LISTS = ['rounding', 'pauseDetection', 'autoDeduct', 'premiums'];

type Document = Record<string, unknown>;

/** The policy of a case: its own, or a preset with what it overrides. Refuses a policy that may not be used. */
export function casePolicy({
  policy,
  preset,
  overrides,
}: Pick<HoursCase, 'policy' | 'preset' | 'overrides'>): Policy {
  if (policy !== undefined && (preset !== undefined || overrides !== undefined))
    throw refuse('policy', {
      en: 'give either "policy", or "preset" with "overrides"',
      de: 'geben Sie entweder „policy“ an oder „preset“ mit „overrides“',
    });
  if (policy !== undefined) return checked({ name: 'case', version: 1, ...policy }, 'policy');
  if (preset === undefined)
    throw refuse('', {
      en: `which rules? Give "preset", one of ${names()}, or "policy"`,
      de: `welche Regeln? Geben Sie „preset“ an, eines von ${names()}, oder „policy“`,
    });
  const base = PRESETS.get(preset);
  if (!base)
    throw refuse('preset', {
      en: `there is no preset "${preset}"; known presets: ${names()}`,
      de: `es gibt keine Vorlage „${preset}“; bekannte Vorlagen: ${names()}`,
    });
  return checked(merged({ ...base }, overrides ?? {}), 'overrides');
}

function names(): string {
  return [...PRESETS.keys()].join(', ');
}

function checked(draft: Document, field: string): Policy {
  const policy = parseOrThrow(Policy, withLists(draft), 'INVALID_POLICY', [field]);
  const problems = policyProblems(policy);
  if (problems.length > 0)
    throw new HoursDocumentError(
      problems.map(({ en, de }) => ({ code: 'INVALID_POLICY', path: field, message: en, german: de })),
    );
  return policy;
}

/** Objects are merged field by field; anything else, lists too, replaces. */
function merged(base: Document, over: Document): Document {
  const result: Document = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = result[key];
    result[key] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return result;
}

function withLists(draft: Document): Document {
  const result = { ...draft };
  for (const name of LISTS) if (isObject(result[name])) result[name] = [result[name]];
  return result;
}

function isObject(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(path: string, { en, de }: Said): HoursDocumentError {
  const problem: HoursProblem = { code: 'INVALID_DOCUMENT', path, message: en, german: de };
  return new HoursDocumentError([problem]);
}
