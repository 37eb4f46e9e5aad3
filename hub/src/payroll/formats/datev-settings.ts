import { encodingProblem } from './encoding.ts';
import { digitsProblem, textProblem } from './fields.ts';
import { checkedText } from './setting.ts';

/** Beraternummer: the adviser's number at DATEV. */
export const ConsultantNumber = checkedText(text => digitsProblem(text, 4, 7));

/** Mandantennummer: the client's number with the adviser. */
export const ClientNumber = checkedText(text => digitsProblem(text, 1, 5));

/** Lohnartennummer. There is no default: each adviser has their own. */
export const WageType = checkedText(text => digitsProblem(text, 1, 4));

/** Kostenstelle or Kostenträger: what neither ends a field nor leaves CP1252. */
export const CostUnit = checkedText(
  text =>
    textProblem(text, {
      lengthMin: 1,
      lengthMax: 36,
      pattern: { matches: /^[^;'"*\p{Cc}]+$/u, allows: 'characters other than ; \' " * and tabs' },
    }) ?? encodingProblem(text, 'cp1252'),
);

/** Personalnummer; null if DATEV takes it. */
export function personnelNumberProblem(text: string): string | null {
  const problem = digitsProblem(text, 1, 5);
  return problem === null ? null : `${problem}: give the person's Personalnummer under employees`;
}
