import type { ExceptionView, Language } from '@tapclock/contracts';
import { findingSentence } from '../timesheets/index.ts';
import type { SeenException } from './domain/index.ts';
import { exceptionMessage } from './domain/index.ts';

/** An exception as people read it. */
export function exceptionView(seen: SeenException, language: Language): ExceptionView {
  const { id, site, code, category, consequence, state, area, date, at, noticedAt, facts, version } = seen;
  return {
    ...{ id, site, code, category, consequence, state },
    message: messageOf(seen, language),
    person:
      seen.employee === null
        ? null
        : { employee: seen.employee, number: seen.number ?? '', name: seen.name ?? '', team: seen.team },
    terminal: seen.terminal === null ? null : { terminal: seen.terminal, place: seen.place ?? seen.terminal },
    ...{ area, date, at, noticedAt, facts },
    owner:
      seen.ownerId === null || seen.ownedAt === null
        ? null
        : { account: seen.ownerId, name: seen.ownerName ?? '', since: seen.ownedAt },
    escalatedAt: seen.escalatedAt,
    settled:
      seen.settledAt === null || seen.settledFix === null
        ? null
        : {
            by: seen.settledBy ?? '',
            at: seen.settledAt,
            fix: seen.settledFix,
            reason: seen.settledReason,
          },
    version,
  };
}

/** What the engine notices has the engine's own words. */
function messageOf(seen: SeenException, language: Language): string {
  const { source, code, facts } = seen;
  if (source !== 'day') return exceptionMessage(code, seen, language);
  const { seconds = null, limitSeconds = null } = facts;
  const said = findingSentence({ code, seconds, limitSec: limitSeconds }, language);
  return `${said.charAt(0).toLocaleUpperCase(language)}${said.slice(1)}`;
}

/** Everybody whose data some exceptions show: also those whose badge was tapped beside it. */
export function peopleOf(exceptions: readonly ExceptionView[]): { people: string[] } {
  return {
    people: exceptions.flatMap(({ person, facts }) => [
      ...(person === null ? [] : [person.employee]),
      ...(facts.others ?? []),
    ]),
  };
}
