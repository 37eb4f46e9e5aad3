import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { AuditAction } from '@tapclock/contracts';
import { NotReplayed } from '../../platform/http/idempotency.decorator.ts';
import { type Concern, isLook } from '../domain/concern.ts';

/** As much of a request as saying whom its answer shows needs. */
export interface AskedFor {
  params: Record<string, string>;
  /** Parsed by the route already: what is wrong with it was refused. */
  query: Record<string, string>;
}

/** Whose data an answer shows. */
export interface PeopleShown {
  action: string;
  select: (answer: unknown, asked: AskedFor) => Concern;
}

export const PEOPLE_SHOWN = 'tapclock:people-shown';

/**
 * This route shows people by name: who asked and whom they saw is written to the audit trail before the answer leaves (R10). `action` is
 * such as `timesheets.seen`; `select` says whom, from what the handler answers. Of a file, which cannot be read again, from the request. Its answers are
 * kept for no repeated request: that would show people without a look.
 */
export const ShowsPeople = <Answer>(action: string, select: (answer: Answer, asked: AskedFor) => Concern) => {
  if (!isLook(action)) throw new Error('a look is called something.seen');
  const shown: PeopleShown = {
    action: AuditAction.parse(action),
    // The handler's own type: decorators cannot be checked against the method that they stand on.
    select: (answer, asked) => select(answer as Answer, asked),
  };
  return applyDecorators(
    SetMetadata(PEOPLE_SHOWN, shown),
    ApiExtension('x-audit', { looks: action }),
    NotReplayed(),
  );
};

/** People of a page, or of any list of rows with an employee; rows of nobody are nobody's data. */
export function employeesOf(rows: Iterable<{ employee: string | null }>): Concern {
  return { people: [...rows].flatMap(({ employee }) => (employee === null ? [] : [employee])) };
}

/** The employee in the path. */
export function employeeInPath(_answer: unknown, { params }: AskedFor): Concern {
  return { people: params.employee === undefined ? [] : [params.employee] };
}

/** Everybody of the site in the path. */
export function siteInPath(_answer: unknown, { params }: AskedFor): Concern {
  return { everybodyOf: params.site ?? null };
}
