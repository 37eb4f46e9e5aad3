import type { ExceptionDetail, ExceptionView } from '@tapclock/contracts';
import type { Format } from './format.ts';
import type { InboxWords } from './inbox-words.ts';

interface Saying {
  words: InboxWords;
  format: Format;
  /** Account of whoever reads. */
  account: string | undefined;
  detail?: ExceptionDetail | undefined;
}

/** When and where it was, what speaks for it, and where it stands: one line. */
export function evidenceOf(view: ExceptionView, { words, format, account, detail }: Saying): string {
  const time = (at: string) => format.time(Date.parse(at));
  const { shift, places } = view.facts;
  const stated = detail?.statement;
  const parts = [
    `${format.shortDate(Date.parse(view.at))}, ${time(view.at)}`,
    view.person === null ? null : (view.terminal?.place ?? null),
    shift === undefined ? null : words.planned(time(shift.startsAt), time(shift.endsAt)),
    places === undefined ? null : places.join(' → '),
    stated?.state === 'asked' ? words.stated(stated.text) : null,
    view.state === 'waiting' ? words.askedState : null,
    view.owner === null
      ? null
      : view.owner.account === account
        ? words.ownerMe
        : words.owner(view.owner.name),
    view.escalatedAt === null ? null : words.escalated,
  ];
  return parts.filter(part => part !== null && part !== '').join(' · ');
}

/** Who settled it, when and how; or that it is gone by itself. */
export function overText({ settled }: ExceptionView, words: InboxWords, format: Format): string {
  if (settled === null) return words.gone;
  const how = words.settledBy(settled.by, format.time(Date.parse(settled.at)), words.fixes[settled.fix]);
  return settled.reason === null ? how : `${how} ${words.because(settled.reason)}`;
}
