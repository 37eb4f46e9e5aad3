import type { PolicyDraft } from '@tapclock/contracts';
import { DE_ARBZG } from './de-arbzg.ts';
import { ES } from './es.ts';
import { EU_WTD } from './eu-wtd.ts';
import { FR } from './fr.ts';
import { UK_WTR } from './uk-wtr.ts';
import { US_AK } from './us-ak.ts';
import { US_CA } from './us-ca.ts';
import { US_CO } from './us-co.ts';
import { US_FLSA } from './us-flsa.ts';
import { US_NV } from './us-nv.ts';
import { US_OR } from './us-or.ts';

/** Policies to start from, by name. Not legal advice: what is uncertain is in their `openQuestions`. */
export const PRESETS: ReadonlyMap<string, PolicyDraft> = new Map(
  [US_FLSA, US_CA, US_CO, US_NV, US_AK, US_OR, EU_WTD, DE_ARBZG, ES, FR, UK_WTR].map(preset => [
    preset.name,
    preset,
  ]),
);
