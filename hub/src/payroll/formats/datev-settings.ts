import { encodingFault } from './encoding.ts';
import { digitsFault, digitsProblem, textFault } from './fields.ts';
import { checkedText } from './setting.ts';

/** Beraternummer: the adviser's number at DATEV. */
export const ConsultantNumber = checkedText(text => digitsFault(text, 4, 7));

/** Mandantennummer: the client's number with the adviser. */
export const ClientNumber = checkedText(text => digitsFault(text, 1, 5));

/** Lohnartennummer. There is no default: each adviser has their own. */
export const WageType = checkedText(text => digitsFault(text, 1, 4));

/** Kostenstelle or Kostenträger: what neither ends a field nor leaves CP1252. */
export const CostUnit = checkedText(
  text =>
    textFault(text, {
      lengthMin: 1,
      lengthMax: 36,
      pattern: {
        matches: /^[^;'"*\p{Cc}]+$/u,
        allows: {
          en: 'characters other than ; \' " * and tabs',
          de: 'alle Zeichen außer ; \' " * und Tabulator',
        },
      },
    }) ?? encodingFault(text, 'cp1252'),
);

/** Personalnummer; null if DATEV takes it. */
export function personnelNumberProblem(text: string): string | null {
  const problem = digitsProblem(text, 1, 5);
  return problem === null ? null : `${problem}: give the person's Personalnummer under employees`;
}
