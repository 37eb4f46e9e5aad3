import type { System } from '@tapclock/tools';
import type { Page } from 'playwright-core';

type Factory = System['factory'];
type DemoAccount = Factory['accounts'][number];

/** The demo account of a role. */
export function accountOf({ accounts }: Factory, role: DemoAccount['role']): DemoAccount {
  const account = accounts.find(one => one.role === role);
  if (account === undefined) throw new Error(`the demo has no ${role}`);
  return account;
}

/** Types name and password into the login page that is shown, and sends them. */
export async function fillLogin(page: Page, email: string, password: string): Promise<void> {
  await page.locator('input[name="email"]').fill(email);
  await page.locator('input[name="password"]').fill(password);
  await page.getByTestId('submit').click();
}

/** Logs in as somebody of a role, wherever the login page stands; resolves when they are in. */
export async function logIn(page: Page, factory: Factory, role: DemoAccount['role']): Promise<void> {
  const { email, password } = accountOf(factory, role);
  await fillLogin(page, email, password);
  await page.getByTestId('account-menu').waitFor();
}
