import { z } from 'zod';
import { type TextLimits, textProblem } from './fields.ts';

/** A setting whose check is a sentence: null if nothing is wrong with the text. */
export function checkedText(problemOf: (text: string) => string | null): z.ZodType<string> {
  return z.string().superRefine((text, context) => {
    const problem = problemOf(text);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });
}

/** A setting that goes into a field of the file. */
export function textSetting(limits: TextLimits): z.ZodType<string> {
  return checkedText(text => textProblem(text, limits));
}
