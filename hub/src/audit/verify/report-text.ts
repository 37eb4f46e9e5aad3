import type { TrailReport } from './verify-trail.ts';

/** A report for people, plain text; the summary comes last. */
export function trailReportText(report: TrailReport): string {
  const { failures, failuresTotal } = report;
  const more = failuresTotal - failures.length;
  const sentences = [...failures, ...(more > 0 ? [`and ${more} more`] : []), summary(report)];
  // Names come from the trail: what they hold must not act on a screen.
  return `${sentences.map(sentence => sentence.replaceAll(/\p{C}/gu, '\uFFFD')).join('\n')}\n`;
}

function summary({ sealed, unsealed, head, heads, follows, failuresTotal }: TrailReport): string {
  const parts = [
    `${sealed} entries sealed`,
    ...(unsealed > 0 ? [`${unsealed} too new to be`] : []),
    ...(head === null ? [] : [`head ${head.number} ${head.hash} of ${head.at}`]),
    heads === null ? 'no published heads compared' : `${heads} published heads compared`,
  ];
  const verdict = follows
    ? 'everything follows'
    : `${failuresTotal} ${failuresTotal === 1 ? 'thing does' : 'things do'} not follow`;
  return `audit: ${parts.join(', ')}: ${verdict}`;
}
