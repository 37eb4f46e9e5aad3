import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApproveAnswer, ExportView, PayPeriodView, PeriodProof } from '@tapclock/contracts';
import { PayrollDesk } from '../../src/payroll/work/payroll-desk.ts';
import { HubMetrics } from '../../src/platform/metrics/hub-metrics.ts';
import { GROUP, monthsAgo, openPeriodsApp, type PeriodsApp, SITE } from './periods-app.ts';

/** Compiled, as a hub starts it. */
const PROGRAM = join(import.meta.dirname, '../../dist/payroll-work.js');
const FIRST = monthsAgo(1);
const PERIOD = `/${SITE}/${GROUP}/${FIRST}`;

let hub: PeriodsApp;

beforeAll(async () => {
  hub = await openPeriodsApp([], PROGRAM);
  await hub.assign(FIRST);
  const ada = await hub.hire('1001');
  await hub.work(ada, FIRST, [2, 3, 4]);
  await hub.settle();
});
afterAll(async () => {
  await hub.stop();
});

/** Processes that this one started to work on whole companies. */
function payrollProcesses(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => {
      try {
        const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return (
          Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(PROGRAM)
        );
      } catch {
        // It ended between the two looks.
        return false;
      }
    });
}

/** Resolves when this process knows that another has ended: until then it stays in the list of processes. */
async function ended(pid: number): Promise<void> {
  while (existsSync(`/proc/${pid}`)) await new Promise(resolve => setTimeout(resolve, 20));
}

describe('a payroll process beside the hub', () => {
  it('tells what it refuses as the hub itself would', async () => {
    const { status, error } = await hub.refused(`${PERIOD}/lock`);
    expect([status, error.code]).toEqual([409, 'CONFLICT']);
    expect(error.message).toContain('keep the period from being locked');
    expect(error.details).toMatchObject({ total: 1, people: [{ number: '1001' }] });
  });

  it('locks a period, makes its file and proves it, one process for all', async () => {
    await hub.post(`${PERIOD}/approvals`, { everybody: true }, ApproveAnswer);
    const locked = await hub.post(`${PERIOD}/lock`, {}, PayPeriodView);
    expect(locked.state).toBe('locked');
    const [pid] = payrollProcesses();
    const made = await hub.post(`${PERIOD}/exports`, { format: 'generic-csv' }, ExportView);
    expect(made).toMatchObject({ people: 1, lock: locked.lock?.id });
    expect(await hub.post(`${PERIOD}/proof`, {}, PeriodProof)).toMatchObject({ people: 1, identical: 1 });
    expect(payrollProcesses()).toEqual([pid]);
    const peak = await hub.part(HubMetrics).registry.getSingleMetric('tapclock_payroll_peak_bytes')?.get();
    expect(peak?.values[0]?.value).toBeGreaterThan(50 * 1024 * 1024);
  });

  it('is started again after it was killed', async () => {
    const [pid = 0] = payrollProcesses();
    process.kill(pid, 'SIGKILL');
    await ended(pid);
    expect(await hub.post(`${PERIOD}/proof`, {}, PeriodProof)).toMatchObject({ people: 1 });
    expect(payrollProcesses()).not.toContain(pid);
  });

  it('fails one job when it is killed over it, and does the next', async () => {
    const desk = hub.part(PayrollDesk);
    const period = { site: SITE, group: GROUP, from: FIRST };
    const proof = desk.do({ kind: 'proof', period });
    const next = desk.do({ kind: 'preview', period, format: 'generic-csv' });
    for (const pid of payrollProcesses()) process.kill(pid, 'SIGSTOP');
    setTimeout(() => {
      for (const pid of payrollProcesses()) process.kill(pid, 'SIGKILL');
    }, 50);
    await expect(proof).rejects.toThrow('the payroll process ended in its work (SIGKILL)');
    expect(await next).toMatchObject({ people: 1 });
  });

  it('proves one period at a time, so that whoever locks one waits for one proof at most', async () => {
    const desk = hub.part(PayrollDesk);
    const period = { site: SITE, group: GROUP, from: FIRST };
    const proof = desk.do({ kind: 'proof', period });
    await expect(desk.do({ kind: 'proof', period })).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(await desk.do({ kind: 'preview', period, format: 'generic-csv' })).toMatchObject({ people: 1 });
    expect(await proof).toMatchObject({ identical: 1 });
    expect(await desk.do({ kind: 'proof', period })).toMatchObject({ identical: 1 });
  });

  it('ends with the hub', async () => {
    const [pid = 0] = payrollProcesses();
    hub.part(PayrollDesk).onModuleDestroy();
    await ended(pid);
    expect(payrollProcesses()).toEqual([]);
  });
});
