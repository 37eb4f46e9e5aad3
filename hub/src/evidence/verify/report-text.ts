import type { BundleReport } from './bundle-report.ts';
import type { BundleFailure } from './failure-list.ts';

/** A report for people, plain text. */
export function reportText(report: BundleReport): string {
  const { header, follows, failures, failuresTotal } = report;
  const { site, group, from, to } = header.context;
  const { fileName, format, sha256 } = header.export;
  const sentences = [
    `${site}, ${group}, ${from} to ${to}: ${fileName} (${format})`,
    `SHA-256 of the file ${sha256}`,
    '',
    ...counted(report),
    '',
    ...keys(report),
    ...notes(report),
    '',
    ...(follows
      ? ['Everything follows: the signed punches give the hours, and the hours give the file.']
      : [
          `${failuresTotal} ${failuresTotal === 1 ? 'thing does' : 'things do'} not follow:`,
          ...failures.map(failureText),
          ...(failuresTotal > failures.length ? [`  and ${failuresTotal - failures.length} more`] : []),
        ]),
  ];
  // Names come from the bundle: what they hold must not act on a screen.
  return `${sentences.map(sentence => sentence.replaceAll(/\p{C}/gu, '\uFFFD')).join('\n')}\n`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function counted({ counts }: BundleReport): string[] {
  return [
    `${count(counts.signedPunches, 'punch', 'punches')} in ${count(counts.batches, 'batch', 'batches')}, ${counts.usedPunches} of them in the hours of ${count(counts.people, 'person', 'people')}`,
    `${count(counts.exportLines, 'line')} in the file`,
  ];
}

function keys({ keys: inUse }: BundleReport): string[] {
  const fromBundle = inUse.some(({ from }) => from === 'bundle');
  return [
    fromBundle
      ? 'The keys are those that the bundle names. Compare them with what the terminals show, or give your own with --keys:'
      : 'The keys are those you gave:',
    ...inUse.map(({ terminal, fingerprint }) => `  ${terminal}  SHA-256 ${fingerprint}`),
  ];
}

/** What a reader has to take on the hub's word. */
function notes({ header, counts, checkedWith }: BundleReport): string[] {
  const { engineVersion } = header.context;
  const { timeZoneData } = header.lock;
  return [
    ...(counts.corrections > 0
      ? [`${count(counts.corrections, 'correction')} by people, which no terminal signed`]
      : []),
    ...(counts.namedByHub > 0
      ? [
          `${count(counts.namedByHub, 'punch', 'punches')} by a badge that the terminal did not know: whose it was, the hub says`,
        ]
      : []),
    ...(counts.kindByHub > 0
      ? [`${count(counts.kindByHub, 'punch', 'punches')} without a kind: in or out, the hub says`]
      : []),
    ...(counts.onOtherDates > 0
      ? [
          `${count(counts.onOtherDates, 'punch', 'punches')} on dates of the period that these sheets do not answer for, because another policy pays them`,
        ]
      : []),
    ...(counts.deltas > 0
      ? [`${count(counts.deltas, 'line')} to make good for earlier periods, proven by the bundles of those`]
      : []),
    ...(engineVersion === checkedWith.engineVersion
      ? []
      : [`made with engine version ${engineVersion}, checked with ${checkedWith.engineVersion}`]),
    ...(timeZoneData === checkedWith.timeZoneData
      ? []
      : [`made with time zone data ${timeZoneData}, checked with ${checkedWith.timeZoneData}`]),
  ];
}

function failureText({ line, person, date, exportLine, message }: BundleFailure): string {
  const about = [
    ...(person === null ? [] : [person]),
    ...(date === null ? [] : [date]),
    ...(exportLine === null ? [] : [`line ${exportLine} of the file`]),
  ];
  return `  line ${line}${about.length === 0 ? '' : `, ${about.join(', ')}`}: ${message}`;
}
