import { type Said, said } from '@tapclock/contracts';
import { z } from 'zod';
import { type TextLimits, textFault } from './fields.ts';

/** A setting whose check is a sentence: null if nothing is wrong with the text. */
export function checkedText(faultOf: (text: string) => Said | null): z.ZodType<string> {
  return z.string().superRefine((text, context) => {
    const fault = faultOf(text);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault.en, params: said(fault).params });
  });
}

/** A setting that goes into a field of the file. */
export function textSetting(limits: TextLimits): z.ZodType<string> {
  return checkedText(text => textFault(text, limits));
}
