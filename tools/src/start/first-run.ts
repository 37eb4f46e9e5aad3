import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { type DataFolder, readJson, writePrivate } from './data-folder.ts';
import {
  type CommandOptions,
  Demo,
  DemoAccounts,
  DemoKey,
  hubCli,
  Login,
  Migrated,
  runNode,
} from './hub-cli.ts';

export const HISTORY_TERMINAL = { id: 'gate-1', place: 'Gate 1' };
export const KIOSK_TERMINAL = { id: 'gate-2', place: 'Gate 2' };

export type DemoFactory = z.output<typeof Demo>;
export type TerminalLogin = z.output<typeof Login>;

export type DemoAccount = z.output<typeof DemoAccounts>['accounts'][number];

export interface Factory {
  demo: DemoFactory;
  /** One a role, with passwords. */
  accounts: readonly DemoAccount[];
  history: TerminalLogin & { keyFile: string };
  kiosk: TerminalLogin;
}

/** Once: brings the schema up to date, makes the demo factory, enrols its two terminals and gives it accounts. */
export async function prepareFactory(options: {
  folder: DataFolder;
  commands: CommandOptions;
  siteKey: string;
  bridgeEntry: string;
  bridgeConfig: string;
  progress: (line: string) => void;
}): Promise<Factory> {
  const { folder, commands, siteKey, progress } = options;
  const keyFile = join(folder.hub, 'gate-1-key.pem');
  const factoryFile = join(folder.hub, 'factory.json');
  if (existsSync(factoryFile)) {
    const kept: unknown = readJson(factoryFile);
    return { ...parseFactory(kept, keyFile), accounts: await demoAccounts(options) };
  }
  progress('Making the tables');
  await hubCli(Migrated, commands, ['migrate']);
  progress('Making the demo factory');
  const withKey = { ...commands, env: { ...commands.env, TAPCLOCK_SITE_KEY: siteKey } };
  const demo = await hubCli(Demo, withKey, ['seed-demo']);
  progress('Enrolling the terminals');
  const { publicKey } = await hubCli(DemoKey, commands, ['demo-key', '--out', keyFile]);
  const enrol = (terminal: { id: string; place: string }, key: string) =>
    hubCli(Login, commands, [
      'enrol-terminal',
      ...['--site', demo.site.id, '--id', terminal.id],
      ...['--place', terminal.place, '--public-key', key],
    ]);
  const history = await enrol(HISTORY_TERMINAL, publicKey);
  const bridgeKey = await runNode(
    [options.bridgeEntry, '--config', options.bridgeConfig, '--print-public-key'],
    { env: {}, signal: commands.signal },
    'making the key of gate-2',
  );
  const kiosk = await enrol(KIOSK_TERMINAL, bridgeKey.trim());
  // Written last: a first run that was cut short is simply run again, each of its steps being safe to repeat.
  writePrivate(factoryFile, { demo, history, kiosk });
  return { demo, history: { ...history, keyFile }, kiosk, accounts: await demoAccounts(options) };
}

/** Their passwords are kept beside the factory. A folder of a time before there were accounts gets them now. */
async function demoAccounts(options: {
  folder: DataFolder;
  commands: CommandOptions;
}): Promise<readonly DemoAccount[]> {
  const file = join(options.folder.hub, 'accounts.json');
  const kept = DemoAccounts.safeParse(readJson(file));
  if (kept.success) return kept.data.accounts;
  await hubCli(Migrated, options.commands, ['migrate']);
  const made = await hubCli(DemoAccounts, options.commands, ['demo-accounts']);
  writePrivate(file, made);
  return made.accounts;
}

function parseFactory(kept: unknown, keyFile: string): Omit<Factory, 'accounts'> {
  const at = (name: string): unknown =>
    typeof kept === 'object' && kept !== null ? Reflect.get(kept, name) : null;
  return {
    demo: Demo.parse(at('demo')),
    history: { ...Login.parse(at('history')), keyFile },
    kiosk: Login.parse(at('kiosk')),
  };
}
