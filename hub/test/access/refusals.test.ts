import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '../../src/platform/logging/logger.ts';
import type { Asker } from '../kit/askers.ts';
import { addPerson, type RunningTestHub, runHub, SITE } from '../kit/running-hub.ts';
import { accountOf, ask, bearer, type Question } from './asks.ts';

let hub: RunningTestHub;
const lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  const log = createLogger({ level: 'warn' }, { write: line => lines.push(JSON.parse(line)) });
  hub = await runHub({ log });
});
afterAll(() => hub.stop());

/** Asks, and tells the status and what the log says of this request. */
async function refused(method: string, path: string, question: Question) {
  const correlationId = randomUUID();
  const headers = { ...question.headers, 'x-request-id': correlationId };
  const { status } = await ask(hub, method, path, { ...question, headers });
  return { status, told: lines.filter(line => line.correlationId === correlationId) };
}

const sam: Asker = { name: 'Sam Supervisor', role: 'supervisor', teams: [{ site: SITE, team: 'early' }] };

describe('the log of the hub (ASVS 16.3.2)', () => {
  it('tells who was refused for want of a right', async () => {
    const { id } = await accountOf(hub, sam);
    const { status, told } = await refused('GET', '/accounts', { as: sam });
    expect([status, told.length]).toEqual([403, 1]);
    expect(told[0]).toMatchObject({
      ...{ level: 'warn', principal: id, principalKind: 'account', method: 'GET', route: '/api/v1/accounts' },
      ...{ code: 'FORBIDDEN', right: 'accounts.read' },
    });
    expect(JSON.stringify(told)).not.toContain('Sam');
  });

  it('tells who was refused for want of reach, by the route and not by the person it was about', async () => {
    const { id: employee } = await addPerson(hub, { team: null });
    const { status, told } = await refused('GET', `/employees/${employee}`, { as: sam });
    expect([status, told.length]).toEqual([403, 1]);
    expect(told[0]).toMatchObject({ route: '/api/v1/employees/:employee', right: 'people.read' });
    expect(JSON.stringify(told)).not.toContain(employee);
  });

  it('tells of reach that a route itself asks for', async () => {
    const { id: employee } = await addPerson(hub, { team: null });
    const { status, told } = await refused('GET', `/employees/${employee}/looks`, { as: sam });
    expect([status, told.length]).toEqual([403, 1]);
    expect(told[0]).toMatchObject({ route: '/api/v1/employees/:employee/looks', code: 'FORBIDDEN' });
  });

  it('tells of a token that is none, and keeps it to itself', async () => {
    const token = 'no.token.of-ours';
    const { status, told } = await refused('GET', '/sites', bearer(token));
    expect([status, told.length]).toEqual([401, 1]);
    expect(told[0]).toMatchObject({ principal: null, code: 'UNAUTHENTICATED', route: '/api/v1/sites' });
    expect(JSON.stringify(told)).not.toContain(token);
  });

  it('says nothing of whoever has no token yet', async () => {
    const { status, told } = await refused('GET', '/sites', { as: null });
    expect([status, told]).toEqual([401, []]);
  });
});
