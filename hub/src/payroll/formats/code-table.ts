import { said } from '@tapclock/contracts';
import { z } from 'zod';
import type { HoursLine, PersonHours } from '../domain/hours-line.ts';
import { placeOf, refusal } from './fields.ts';
import type { Refusal } from './format.ts';

/** Most codes in one table; a policy has a dozen (R11). */
const CODES_MAX = 200;

/** A pay code of ours, or only one kind of it: `HOLIDAY:extra` is leave of that code, `HOLIDAY:overlay` a premium. */
const CODE_KEY = /^[A-Z][A-Z0-9_]{0,31}(?::(?:bucket|overlay|extra))?$/;

/** From our pay codes to the payroll system's. `null`: deliberately not exported. A code that is not in the table is a refusal. */
export type CodeTable<Theirs> = Readonly<Record<string, Theirs | null>>;

/** The setting `codes`; `theirs` is what the payroll system needs to know of a code: a number, a name, or several fields. */
export function codeTable<Theirs>(theirs: z.ZodType<Theirs>): z.ZodType<CodeTable<Theirs>> {
  return z
    .record(
      z.string().regex(
        CODE_KEY,
        said({
          en: 'must be a pay code such as NIGHT, or one kind of it such as NIGHT:overlay',
          de: 'muss ein Lohnartencode sein, etwa NIGHT, oder eine Art davon, etwa NIGHT:overlay',
        }),
      ),
      z.nullable(theirs),
    )
    .refine(
      table => Object.keys(table).length <= CODES_MAX,
      said({ en: `must hold at most ${CODES_MAX} codes`, de: `darf höchstens ${CODES_MAX} Codes haben` }),
    );
}

/** A line together with the payroll system's name for its code. */
export interface MappedLine<Theirs> extends HoursLine {
  theirs: Theirs;
}

/** What the file says of a person, in the payroll system's codes; and each code that it has none for, once. */
export interface MappedHours<Theirs> {
  /** In the order of the person's lines: deltas last. */
  lines: readonly MappedLine<Theirs>[];
  refusals: readonly Refusal[];
}

/**
 * A person's lines by the table. What it leaves out on purpose is gone, what it does not know is refused by name. So is a code that is
 * paid as two kinds where the table does not tell them apart: leave is not what a premium is.
 */
export function mapCodes<Theirs>(
  { person, lines }: PersonHours,
  codes: CodeTable<Theirs>,
): MappedHours<Theirs> {
  const mapped: MappedLine<Theirs>[] = [];
  const refused = new Map<string, Refusal>();
  const refuse = (line: HoursLine, message: string) => {
    const key = `${line.kind} ${line.code}`;
    if (!refused.has(key)) refused.set(key, refusal(placeOf(person, line), 'codes', message));
  };
  const kinds = kindsByCode(lines);
  for (const line of lines) {
    const { code, kind } = line;
    const own = `${code}:${kind}`;
    const key = Object.hasOwn(codes, own) ? own : code;
    const theirs = Object.hasOwn(codes, key) ? codes[key] : undefined;
    if (theirs === undefined) refuse(line, unknownCode(code));
    else if (theirs === null) continue;
    else if (key === code && (kinds.get(code)?.size ?? 0) > 1) refuse(line, twoKinds(own));
    else mapped.push({ ...line, theirs });
  }
  return { lines: mapped, refusals: [...refused.values()] };
}

function kindsByCode(lines: readonly HoursLine[]): ReadonlyMap<string, ReadonlySet<string>> {
  const kinds = new Map<string, Set<string>>();
  for (const { code, kind } of lines) kinds.set(code, (kinds.get(code) ?? new Set()).add(kind));
  return kinds;
}

function unknownCode(code: string): string {
  return `pay code ${code} has no entry in the code table: name the payroll system's code for it, or null to leave it out`;
}

function twoKinds(own: string): string {
  const [code = ''] = own.split(':');
  return `${code} is paid both as leave and as a premium: give ${own} an entry of its own in the code table`;
}
