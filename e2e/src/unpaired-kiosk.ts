import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, ROOT, SupervisedProcess } from '@tapclock/tools';

const STOP_DEADLINE_MS = 5_000;

/** A kiosk fresh from the box: a real bridge that knows its hub's address and nothing else. */
export interface UnpairedKiosk {
  /** Its screen. */
  url: string;
  stop(): Promise<void>;
}

export async function startUnpairedKiosk(dir: string, hubUrl: string): Promise<UnpairedKiosk> {
  const port = await freePort();
  const configFile = join(dir, 'new-kiosk.json');
  writeFileSync(
    configFile,
    JSON.stringify({
      dataDir: join(dir, 'new-kiosk'),
      hub: { url: hubUrl },
      kiosk: { host: '127.0.0.1', port, staticDir: join(ROOT, 'terminal', 'dist') },
      readers: [{ id: 'virtual', family: 'rdm6300', virtual: true, place: 'front' }],
    }),
  );
  const entry = join(ROOT, 'firmware-bridge', 'dist', 'main.js');
  const bridge = new SupervisedProcess({
    name: 'new-kiosk',
    command: [process.execPath, '--disable-warning=ExperimentalWarning', entry, '--config', configFile],
    env: { NODE_ENV: 'production' },
    cwd: ROOT,
    logFile: join(dir, 'new-kiosk.log'),
    stopDeadlineMs: STOP_DEADLINE_MS,
    say: () => undefined,
  });
  bridge.start();
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      await bridge.stop();
      bridge.close();
    },
  };
}
