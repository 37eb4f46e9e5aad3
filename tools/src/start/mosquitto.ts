import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../test-runner/parts.ts';
import { BrokerFiles, type CommandOptions, hubCli } from './hub-cli.ts';
import { SupervisedProcess } from './supervised-process.ts';

/** A Mosquitto whose accounts the hub keeps, as a deployment has it. */
export interface ExternalBroker {
  process: SupervisedProcess;
  username: string;
  password: string;
}

/** Writes the file of accounts from the hub's database and starts Mosquitto on it. Throws when Mosquitto is not installed. */
export async function startMosquitto(options: {
  dir: string;
  port: number;
  logFile: string;
  commands: CommandOptions;
  say: (line: string) => void;
}): Promise<ExternalBroker> {
  const program = findProgram('mosquitto');
  if (program === null) throw new Error('mosquitto is not installed (apt-get install mosquitto)');
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  const passwordSource = join(options.dir, 'hub-password');
  writeFileSync(passwordSource, password, { mode: 0o600 });
  const { file } = await hubCli(BrokerFiles, options.commands, [
    'broker-files',
    '--out',
    options.dir,
    '--hub-password-file',
    passwordSource,
  ]);
  const config = join(options.dir, 'mosquitto.conf');
  writeFileSync(config, configuration(options.port, options.dir, file));
  const process = new SupervisedProcess({
    name: 'broker',
    command: [program, '-c', config],
    env: {},
    cwd: options.dir,
    logFile: options.logFile,
    stopDeadlineMs: 5_000,
    say: options.say,
  });
  process.start();
  return { process, username: 'hub', password };
}

function configuration(port: number, dir: string, accountsFile: string): string {
  // As root Mosquitto would become another user, who may not read a private folder.
  const user = globalThis.process.getuid?.() === 0 ? ['user root'] : [];
  return [
    'per_listener_settings false',
    'allow_anonymous false',
    'plugin mosquitto_dynamic_security.so',
    `plugin_opt_config_file ${accountsFile}`,
    `listener ${port} 127.0.0.1`,
    'max_qos 1',
    'persistence true',
    `persistence_location ${dir}/`,
    'log_dest stderr',
    // The hub answers many terminals over one connection: their receipts must not wait for each other.
    'max_inflight_messages 0',
    'max_queued_messages 100000',
    ...user,
    '',
  ].join('\n');
}
