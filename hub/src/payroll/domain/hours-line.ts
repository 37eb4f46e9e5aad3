import type { CodeKind, Sheet, SheetPerson } from '@tapclock/contracts';

/** Seconds of one code that a period pays for one date. Negative in a delta that takes back. */
export interface HoursLine {
  /** `YYYY-MM-DD` */
  date: string;
  code: string;
  kind: CodeKind;
  job: string | null;
  seconds: number;
  /** The earlier locked period it makes good for, and why; null for hours of this period. */
  delta: { period: string; why: string } | null;
}

/** What payroll is told about one person. */
export interface PersonHours {
  person: SheetPerson;
  /** By date, then code and job; deltas last. */
  lines: readonly HoursLine[];
}

/** The lines of a sheet: what each date pays, then what earlier periods still owe. */
export function hoursOf(sheet: Sheet): PersonHours {
  const own = sheet.days.flatMap(({ date, pays }) =>
    pays.map(({ code, kind, job, seconds }) => ({ date, code, kind, job, seconds, delta: null })),
  );
  const later = sheet.deltas.map(({ period, date, code, kind, job, seconds, reasons }) => ({
    date,
    code,
    kind,
    job,
    seconds,
    delta: { period, why: [...new Set(reasons.map(reasonText))].join('; ') },
  }));
  return { person: sheet.person, lines: [...own, ...later] };
}

function reasonText(reason: Sheet['deltas'][number]['reasons'][number]): string {
  switch (reason.kind) {
    case 'correction':
      return `${reason.why} (${reason.by})`;
    case 'late-punch':
      return `punch received ${reason.at}`;
    case 'changed-plan':
      return 'plan or week changed';
  }
}
