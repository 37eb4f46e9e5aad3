import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KioskPage } from '../../../firmware-bridge/test/support/kiosk-page.ts';

const MAIN = join(import.meta.dirname, '../../../firmware-bridge/dist/main.js');

/** A real bridge in a process of its own, with a reader in software, that is told no more than where its hub is. */
export class KioskProcess {
  readonly dir = mkdtempSync(join(tmpdir(), 'tapclock-kiosk-'));
  page = new KioskPage();
  #port = 0;
  #child: ChildProcess | null = null;

  /** Resolves with what the process says first: `pairing`, or `ready` when it was paired before. */
  async start(hubUrl: string): Promise<string> {
    if (!existsSync(MAIN)) throw new Error('build first: npm run build');
    if (this.#port === 0) this.#port = await freePort();
    const file = join(this.dir, 'config.json');
    writeFileSync(
      file,
      JSON.stringify({
        dataDir: join(this.dir, 'data'),
        hub: { url: hubUrl },
        kiosk: { port: this.#port },
        readers: [{ id: 'virtual', family: 'rdm6300', virtual: true, place: 'front' }],
        log: { level: 'fatal' },
      }),
    );
    const child = spawn(process.execPath, [MAIN, '--config', file], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { PATH: process.env.PATH },
    });
    this.#child = child;
    const type = await said(child);
    await this.openPage();
    return type;
  }

  /** Resolves once the bridge itself runs, with a page that is open to it. */
  async ready(): Promise<void> {
    if (this.#child === null) throw new Error('not started');
    const type = await said(this.#child);
    if (type !== 'ready') throw new Error(`it is ${type}`);
    await this.openPage();
  }

  /** A badge held to the reader. */
  async tap(badge: string): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/virtual-reader/tap`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ badge }),
    });
    if (answer.status !== 202) throw new Error(`not presented: ${answer.status}`);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    this.page.close();
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  async tearDown(): Promise<void> {
    await this.kill();
    rmSync(this.dir, { recursive: true });
  }

  async openPage(): Promise<void> {
    this.page.close();
    this.page = new KioskPage();
    await this.page.open(this.#port);
  }
}

/** What the process says next. Throws when it ends instead. */
async function said(child: ChildProcess): Promise<string> {
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [null])]);
  if (message === null) throw new Error('the bridge has ended');
  return (message as { type: string }).type;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
