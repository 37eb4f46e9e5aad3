import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type System, startSystem } from '@tapclock/tools';
import type { APIResponse, Browser, BrowserContext, Page } from 'playwright-core';
import { BOARD_VIEWPORT, HubClient, launchBrowser, logIn, screenshot, waitFor } from '../src/index.ts';

const ANY_PORTS = { hub: 0, kiosk: 0, broker: 0, primary: 0, replica: 0 };
const PHONE = { width: 390, height: 844 };

/** What a page reads once it has changed something, when the replica that the hub reads from is behind. */
async function lateReplica(page: Page, paths: readonly string[]): Promise<{ fallBehind: () => void }> {
  const before = new Map<string, APIResponse>();
  const behind = new Set<string>();
  for (const path of paths) {
    await page.route(path, async route => {
      const old = before.get(path);
      if (old !== undefined && behind.delete(path)) return await route.fulfill({ response: old });
      const response = await route.fetch();
      before.set(path, response);
      await route.fulfill({ response });
    });
  }
  return {
    fallBehind: () => {
      for (const path of paths) behind.add(path);
    },
  };
}

describe('planned and settled work at the dashboard', () => {
  let dir: string;
  let system: System;
  let browser: Browser;
  let admin: HubClient;
  let supervisor: HubClient;
  let worker: HubClient;
  const contexts: BrowserContext[] = [];
  const enter = async (
    role: Parameters<typeof logIn>[2],
    path: string,
    viewport = BOARD_VIEWPORT,
  ): Promise<Page> => {
    const context = await browser.newContext({ viewport, timezoneId: 'Europe/Berlin' });
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(`${system.hubUrl}${path}`);
    await logIn(page, system.factory, role);
    return page;
  };

  /** Takes away somebody's last clock-out of a whole day, as if it had been forgotten; resolves when the inbox has it. */
  const forget = async (employee: string): Promise<{ id: string; version: number }> => {
    const out = await admin.lastClockOut(employee);
    await admin.post('/api/v1/corrections', { kind: 'void', punch: out, reason: 'It was no clock-out.' });
    let found: { id: string; version: number } | undefined;
    await waitFor('the inbox has the missing clock-out', async () => {
      const path = `/api/v1/exceptions?code=MISSING_OUT&state=open&employee=${employee}`;
      [found] = await admin.get<{ id: string; version: number }[]>(path);
      return found !== undefined;
    });
    if (found === undefined) throw new Error('it was found');
    return found;
  };
  const peopleOf = async (team: string): Promise<string[]> => {
    const people = await admin.get<{ employee: string }[]>(`/api/v1/employees?team=${team}&per_page=100`);
    // Nobody settles what is about themselves, and the worker has a test of their own.
    const taken = new Set([supervisor.employee, worker.employee]);
    return people.map(({ employee }) => employee).filter(employee => !taken.has(employee));
  };
  /** Two people of the supervisor's team who came and went on a day that is over. */
  const whoWorked = async (): Promise<[string, string]> => {
    const worked: string[] = [];
    for (const employee of [...(await peopleOf('early')), ...(await peopleOf('day'))]) {
      if (await admin.hasClockOut(employee)) worked.push(employee);
      const [first, second] = worked;
      if (first !== undefined && second !== undefined) return [first, second];
    }
    throw new Error('the demo has no two people of these teams who clocked out');
  };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'tapclock-planned-'));
    system = await startSystem({ dataDir: dir, ports: ANY_PORTS });
    browser = await launchBrowser();
    admin = await HubClient.logIn(system, 'admin');
    supervisor = await HubClient.logIn(system, 'supervisor');
    worker = await HubClient.logIn(system, 'worker');
  }, 180_000);

  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });

  afterAll(async () => {
    await browser?.close();
    await system?.stop();
    rmSync(dir, { recursive: true, force: true });
  }, 60_000);

  it('a supervisor settles by one press, sees what somebody else settled, and settles several at once', async () => {
    const page = await enter('supervisor', '/inbox');
    await page.locator('[data-exception]').first().waitFor();
    const [one, other] = await whoWorked();
    const mine = await forget(one);
    const theirs = await forget(other);
    // The pointer rests on the list: what is new waits on a button.
    await page.mouse.move(2, 2);
    const row = (id: string) => page.locator(`[data-exception="${id}"]`);
    await row(mine.id).waitFor({ timeout: 20_000 });
    await row(theirs.id).waitFor({ timeout: 20_000 });

    await row(mine.id).locator('.inbox-what').click();
    const panel = page.getByTestId('exception-panel');
    await panel.locator('.exception-track .line-mark-fix').waitFor();
    await screenshot(page, 'inbox-panel');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });

    // Somebody else is quicker, while the row is under the hand.
    const theirRow = row(theirs.id);
    await theirRow.hover();
    const asked = { fix: 'ignore', reason: 'Known.' };
    await admin.post(`/api/v1/exceptions/${theirs.id}/settle`, asked, { 'if-match': `"${theirs.version}"` });
    await theirRow.getByText('Known.').waitFor({ timeout: 20_000 });
    expect(await theirRow.getAttribute('data-state')).toBe('settled');

    const button = row(mine.id).locator('[data-fix]').first();
    const fix = await button.getAttribute('data-fix');
    expect(fix).toMatch(/^correct-to-/);
    await button.click();
    await page.locator(`[data-exception="${mine.id}"][data-state="settled"]`).waitFor();
    const { settled } = await admin.get<{ settled: { fix: string } }>(`/api/v1/exceptions/${mine.id}`);
    expect(settled.fix).toBe(fix);
    // It leaves once the hand has.
    await page.mouse.move(2, 2);
    await row(mine.id).waitFor({ state: 'detached', timeout: 10_000 });

    const late = page.locator('[data-code="LATE"][data-state="open"]');
    const ids = await late.evaluateAll(all => all.map(element => element.getAttribute('data-exception')));
    expect(ids.length).toBeGreaterThan(1);
    for (const id of ids)
      await row(id ?? '')
        .locator('input[type="checkbox"]')
        .check();
    await page.getByTestId('bulk').locator('[data-fix="accept"]').click();
    await page.getByTestId('bulk-end').waitFor();
    await page.mouse.move(2, 2);
    await waitFor('all that were marked have left', async () => (await late.count()) === 0);
    await screenshot(page, 'inbox');
  }, 120_000);

  it('a worker clocks by the web, answers what they were asked, and says that the hours are right', async () => {
    const employee = worker.employee;
    const settings = await admin.ask('GET', '/api/v1/sites/werk-nord/web-clock');
    await admin.put('/api/v1/sites/werk-nord/web-clock', {
      ...{ open: 'everybody', teams: [], location: 'never', networks: [] },
      ifMatch: settings.etag,
    });
    const asked = await forget(employee);
    const ask = { fix: 'ask-worker', question: 'When did you leave?' };
    await admin.post(`/api/v1/exceptions/${asked.id}/settle`, ask, { 'if-match': `"${asked.version}"` });

    const page = await enter('worker', '/me', PHONE);
    const replica = await lateReplica(page, ['**/api/v1/employees/*/questions', '**/api/v1/statements?*']);
    await page.reload();
    const clock = page.getByTestId('web-clock');
    await clock.waitFor();
    const moves: Record<string, [string, string]> = {
      in: ['pause', 'break'],
      break: ['resume', 'in'],
      out: ['start', 'in'],
    };
    const before = (await clock.getAttribute('data-state')) ?? '';
    const [move, after] = moves[before] ?? ['', ''];
    await clock.locator(`[data-move="${move}"]`).click();
    await page.locator(`[data-testid="web-clock"][data-state="${after}"]`).waitFor();
    expect(await page.getByTestId('web-clock-note').textContent()).toMatch(/^Recorded at \d\d:\d\d\. Code /);

    const question = page.getByTestId('question');
    await question.getByText('When did you leave?').waitFor();
    await question.getByTestId('say-tap').click();
    await question.locator('input[name="change-time"]').fill('14:10');
    await question.locator('input[name="answer"]').fill('I forgot, I left at ten past two.');
    await screenshot(page, 'my-time-question');
    replica.fallBehind();
    await question.getByTestId('submit').click();
    await question.waitFor({ state: 'detached' });
    const statement = page.locator('[data-testid="statement"][data-state="asked"]');
    await statement.waitFor();

    const waiting = await admin.get<{ fixes: { fix: string }[]; version: number }>(
      `/api/v1/exceptions/${asked.id}`,
    );
    expect(waiting.fixes[0]?.fix).toBe('correct-as-stated');
    await admin.post(
      `/api/v1/exceptions/${asked.id}/settle`,
      { fix: 'correct-as-stated' },
      { 'if-match': `"${waiting.version}"` },
    );
    await waitFor('the day can be attested', async () => {
      await page.reload();
      await page.getByTestId('attest-week').first().waitFor();
      return (await page.getByTestId('attest').count()) > 0;
    });
    await page.getByTestId('attest').first().click();
    await page.locator('[data-testid="attest-week"][data-standing="attested"]').waitFor();

    await page.getByTestId('ask-leave').click();
    const requests = page.getByTestId('own-requests');
    await requests.locator('input[name="from"]').fill('2027-06-07');
    await requests.locator('input[name="to"]').fill('2027-06-09');
    await requests.getByTestId('submit').click();
    await page.locator('[data-testid="request"][data-kind="leave"][data-state="asked"]').waitFor();
    await screenshot(page, 'my-time');
  }, 120_000);

  it('a supervisor drafts a shift, sees it beside what is published, and publishes it', async () => {
    const page = await enter('supervisor', '/week');
    await page.getByTestId('week-after').click();
    await page.getByTestId('week-after').click();
    await page.locator('tbody tr[data-employee]').first().waitFor();
    const cell = page.locator('tbody tr[data-employee]').first().getByTestId('week-cell').nth(2);
    const shifts = await admin.get<{ id: string; name: string }[]>('/api/v1/sites/werk-nord/shifts');
    const late = shifts.find(({ name }) => name === 'Late');
    await cell.click();
    await page.locator(`[data-testid="cell-editor"] [data-shift="${late?.id}"]`).click();
    await page.getByTestId('cell-editor').waitFor({ state: 'detached' });
    await page.locator('[data-testid="week-cell"][data-drafted="true"]').waitFor();
    expect(await page.getByTestId('publish').getAttribute('data-cells')).toBe('1');
    await screenshot(page, 'week');
    await page.getByTestId('publish').click();
    await page.getByTestId('no-drafts').waitFor();
    expect(await cell.textContent()).toContain('Late');
    expect(await cell.getAttribute('data-drafted')).toBe('false');
  }, 90_000);
});
