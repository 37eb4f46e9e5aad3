import { fileNameOf } from './file-name.ts';
import { defineFormat, type ExportContext } from './format.ts';
import { GENERIC_SETTINGS, type GenericRow, type GenericSettings, genericRows } from './generic-row.ts';

/** Our own JSON: what the hours stand on, one row on each line, and control totals to check the import by. */
export const GENERIC_JSON = defineFormat<GenericSettings>({
  id: 'generic-json',
  title: 'JSON',
  mediaType: 'application/json',
  settings: GENERIC_SETTINGS,
  fileName: context => fileNameOf(context, 'json'),
  open(context, settings) {
    const totals = { rows: 0, minutes: new Map<string, number>() };
    return {
      begin: () => ({ chunk: head(context), refusals: [], lines: 0 }),
      person(hours) {
        const { rows, refusals } = genericRows(hours, context, settings);
        const chunk = rows.map((row, index) => {
          const isFirst = totals.rows + index === 0;
          return `${isFirst ? '' : ','}\n    ${JSON.stringify(document(row))}`;
        });
        totals.rows += rows.length;
        for (const { pay_code, minutes } of rows)
          totals.minutes.set(pay_code, (totals.minutes.get(pay_code) ?? 0) + minutes);
        return { chunk: chunk.join(''), refusals, lines: rows.length };
      },
      end() {
        const minutes = Object.fromEntries(
          [...totals.minutes].sort(([one], [other]) => (one < other ? -1 : 1)),
        );
        const controlTotals = JSON.stringify({ rows: totals.rows, minutes });
        return { chunk: `\n  ],\n  "controlTotals": ${controlTotals}\n}\n`, refusals: [], lines: 0 };
      },
    };
  },
});

function head({ lock, engineVersion, sheetsDigest, site, zone, group, from, to, payday }: ExportContext) {
  const fields = {
    exportId: lock,
    engineVersion,
    sheetsDigest,
    site,
    zone,
    group,
    periodStart: from,
    periodEnd: to,
    payday,
  };
  const lines = Object.entries(fields).map(([name, value]) => `  "${name}": ${JSON.stringify(value)},\n`);
  return `{\n${lines.join('')}  "rows": [`;
}

/** The CSV's columns; a number where there is one, null where a cell would be empty. */
function document({ hundredths, minutes, cost_center, job, note, ...names }: GenericRow) {
  return {
    ...names,
    hours: hundredths / 100,
    minutes,
    rate: null,
    amount: null,
    cost_center: cost_center || null,
    job: job || null,
    note: note || null,
  };
}
