import type { FieldProblemCode, Language, Said } from '@tapclock/contracts';
import { z } from 'zod';
import { saidBy } from '../text/said-by.ts';

type Issue = z.core.$ZodIssue;

/** One field of a request that is not as it must be. */
export interface FieldProblem {
  path: string;
  code: FieldProblemCode;
  message: Said;
  remedy: Said;
}

// The contracts' small zod has no words of its own; these are for one parse, not for the process.
const WORDS: Readonly<Record<Language, z.core.$ZodErrorMap>> = {
  en: z.locales.en().localeError,
  de: z.locales.de().localeError,
};

/** What a schema makes of a value, or what is wrong with each of its fields, in every language. */
export type Read<T> = { kind: 'read'; data: T } | { kind: 'refused'; problems: FieldProblem[] };

/** Reads a value with a schema. Problems hold paths and words only: the value itself may be personal data and would end in a log. */
export function readFields<T extends z.core.$ZodType>(schema: T, value: unknown): Read<z.output<T>> {
  const english = z.safeParse(schema, value, { error: WORDS.en });
  if (english.success) return { kind: 'read', data: english.data };
  const german = z.safeParse(schema, value, { error: WORDS.de }).error?.issues ?? [];
  const problems = english.error.issues.map((issue, index) => {
    const path = issue.path.map(String).join('.');
    const code = codeOf(issue, value);
    const message = saidBy(issue) ?? { en: issue.message, de: german[index]?.message ?? issue.message };
    return { path, code, message, remedy: remedyOf(issue, code) };
  });
  return { kind: 'refused', problems };
}

function codeOf(issue: Issue, value: unknown): FieldProblemCode {
  switch (issue.code) {
    case 'invalid_type':
      return isMissing(value, issue.path) ? 'REQUIRED' : 'WRONG_TYPE';
    case 'invalid_value':
      return 'NOT_ONE_OF';
    case 'too_small':
      return 'TOO_SMALL';
    case 'too_big':
      return 'TOO_BIG';
    case 'invalid_format':
      return 'WRONG_FORMAT';
    case 'unrecognized_keys':
      return 'UNKNOWN_FIELD';
    default:
      return 'NOT_VALID';
  }
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  let at = value;
  for (const key of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
  return at === undefined;
}

function remedyOf(issue: Issue, code: FieldProblemCode): Said {
  switch (issue.code) {
    case 'invalid_value': {
      const values = issue.values.map(String).join(', ');
      return { en: `Send one of: ${values}.`, de: `Senden Sie eines von: ${values}.` };
    }
    case 'too_small':
      return {
        en: `Send ${sizeOf(issue.origin, 'en')} of at least ${issue.minimum}.`,
        de: `Senden Sie ${sizeOf(issue.origin, 'de')} von mindestens ${issue.minimum}.`,
      };
    case 'too_big':
      return {
        en: `Send ${sizeOf(issue.origin, 'en')} of at most ${issue.maximum}.`,
        de: `Senden Sie ${sizeOf(issue.origin, 'de')} von höchstens ${issue.maximum}.`,
      };
    case 'invalid_format': {
      const example = EXAMPLES[issue.format];
      if (example === undefined) return REMEDIES.WRONG_FORMAT;
      return { en: `Write it as in ${example}.`, de: `Schreiben Sie es wie in ${example}.` };
    }
    case 'unrecognized_keys': {
      const keys = issue.keys.join(', ');
      return { en: `Leave out: ${keys}.`, de: `Lassen Sie weg: ${keys}.` };
    }
    default:
      return REMEDIES[code];
  }
}

function sizeOf(origin: string, language: Language): string {
  const isLong = origin === 'string' || origin === 'array' || origin === 'set';
  if (language === 'de') return isLong ? 'eine Länge' : 'einen Wert';
  return isLong ? 'a length' : 'a value';
}

const EXAMPLES: Readonly<Record<string, string>> = {
  uuid: '0197c2f0-3b1e-7c55-9a40-5d0f2c6b8e11',
  email: 'maria.schneider@example.com',
  date: '2026-06-15',
  time: '07:58:00',
  datetime: '2026-06-15T05:58:00.000Z',
};

const AS_DOCUMENTED: Said = {
  en: 'Send it as the document at /api/docs describes it.',
  de: 'Senden Sie es so, wie das Dokument unter /api/docs es beschreibt.',
};

const REMEDIES: Readonly<Record<FieldProblemCode, Said>> = {
  REQUIRED: { en: 'Send this field.', de: 'Senden Sie dieses Feld.' },
  WRONG_TYPE: AS_DOCUMENTED,
  NOT_ONE_OF: AS_DOCUMENTED,
  TOO_SMALL: AS_DOCUMENTED,
  TOO_BIG: AS_DOCUMENTED,
  WRONG_FORMAT: AS_DOCUMENTED,
  UNKNOWN_FIELD: AS_DOCUMENTED,
  NOT_VALID: AS_DOCUMENTED,
};
