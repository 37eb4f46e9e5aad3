import {
  ApiError,
  type ApiErrorBody,
  apiSuccess,
  ExceptionDetail,
  type ExceptionView,
  ExplainedTimesheet,
  type FixKind,
  type NewCorrection,
  type SettleRequest,
} from '@tapclock/contracts';
import * as z from 'zod/mini';
import type { Asker } from '../kit/askers.ts';
import { SITE, type TestPerson } from '../kit/running-hub.ts';
import { ExceptionsCompany } from './kit.ts';

/** The supervisor of the early team, whom `person()` of the kit belongs to. */
export const BOSS: Asker = { name: 'Bo Boss', role: 'supervisor', teams: [{ site: SITE, team: 'early' }] };

const Anything = apiSuccess(z.unknown());

export interface Answered<T> {
  status: number;
  /** Of a success. */
  data: T | null;
  error: ApiErrorBody | null;
  etag: string | null;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Somebody who asks a company's hub by HTTP. */
export class Desk {
  readonly #company: ExceptionsCompany;
  readonly #asker: Asker;

  constructor(company: ExceptionsCompany, asker: Asker = BOSS) {
    this.#company = company;
    this.#asker = asker;
  }

  async ask<T extends z.ZodMiniType>(
    method: Method,
    path: string,
    schema: T,
    {
      body,
      version,
      headers = {},
    }: { body?: unknown; version?: number; headers?: Record<string, string> } = {},
  ): Promise<Answered<z.output<T>>> {
    const { hub } = this.#company;
    // It waits until the replica has what was written so far, as somebody who reads a moment later does.
    if (method === 'GET') await hub.get('/health/live');
    const answer = await fetch(`http://127.0.0.1:${hub.httpPort}/api/v1${path}`, {
      method,
      headers: {
        ...(await hub.askers.headers(this.#asker)),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const read: unknown = await answer.json();
    hub.openapi.verify();
    const isDone = answer.status < 300;
    return {
      status: answer.status,
      data: isDone ? schema.parse(Anything.parse(read).data) : null,
      error: isDone ? null : ApiError.parse(read).error,
      etag: answer.headers.get('etag'),
    };
  }

  /** One exception as it is read by whoever asks; throws where it may not be. */
  async detail(id: string, headers: Record<string, string> = {}): Promise<ExceptionDetail> {
    const { data, error } = await this.ask('GET', `/exceptions/${id}`, ExceptionDetail, { headers });
    if (!data) throw new Error(`exception ${id}: ${JSON.stringify(error)}`);
    return data;
  }

  settle(
    { id, version }: Pick<ExceptionView, 'id' | 'version'>,
    body: Partial<SettleRequest> & { fix: FixKind },
  ): Promise<Answered<ExceptionDetail>> {
    return this.ask('POST', `/exceptions/${id}/settle`, ExceptionDetail, { body, version });
  }
}

/** The one unsettled exception of a person with a code. */
export async function theOne(
  company: ExceptionsCompany,
  person: TestPerson,
  code: string,
): Promise<ExceptionView> {
  await company.noticed();
  const found = (await company.inbox(`employee=${person.id}`)).filter(one => one.code === code);
  const [one] = found;
  if (!one || found.length > 1)
    throw new Error(`${found.length} of ${code}: ${JSON.stringify(await company.codes(person))}`);
  return one;
}

/**
 * Settles an exception by the fix that it offers first, as whoever works the inbox presses the first button: with a reason where it wants
 * one, and with `corrections` where that fix is a correction of one's own. Resolves with the fix; throws unless the exception is settled by it and
 * stays so when everything is noticed again.
 */
export async function settledByFirst(
  company: ExceptionsCompany,
  { id }: Pick<ExceptionView, 'id'>,
  corrections?: NewCorrection[],
): Promise<FixKind> {
  const desk = new Desk(company, {});
  const open = await desk.detail(id);
  const [first] = open.fixes;
  if (!first) throw new Error(`${open.code} offers nothing`);
  const more = corrections === undefined ? {} : { corrections };
  if (first.needsReason) {
    const [status, why] = whyNot(await desk.settle(open, { fix: first.fix, ...more }));
    if (why !== 'REASON_NEEDED') throw new Error(`${open.code} without a reason: ${status} ${String(why)}`);
  }
  const reason = first.needsReason ? { reason: 'the press had to be emptied' } : {};
  const { error } = await desk.settle(open, { fix: first.fix, ...reason, ...more });
  if (error) throw new Error(`${open.code}: ${JSON.stringify(error)}`);
  await company.noticed();
  const { state, settled } = await desk.detail(id);
  if (state !== 'settled' || settled?.fix !== first.fix)
    throw new Error(`${open.code} is ${state} by ${settled?.fix}`);
  return first.fix;
}

/** A date of a person with its explanation, derived now. */
export async function explained(company: ExceptionsCompany, person: TestPerson, date: string) {
  const { body } = await company.hub.get(`/api/v1/timesheets/${person.id}?from=${date}&to=${date}`);
  const sheet = apiSuccess(ExplainedTimesheet).parse(body).data;
  const day = sheet.days.find(one => one.date === date);
  return {
    paidHours: day?.paidHours ?? '0.00',
    findings: (day?.findings ?? []).map(({ code }) => code),
    reasons: (day?.corrections ?? []).map(({ by, reason }) => `${by}: ${reason}`),
  };
}

/** Code of the first detail of a refusal. */
export function whyNot({ status, error }: Answered<unknown>): [number, unknown] {
  const [first] = Array.isArray(error?.details) ? (error.details as { code?: unknown }[]) : [];
  return [status, first?.code];
}
