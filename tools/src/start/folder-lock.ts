import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { errorCode } from '../error-code.ts';

const ASK_DEADLINE_MS = 1_000;

/** Another start already works on the folder. */
export class FolderInUse extends Error {
  constructor(dir: string, pid: string) {
    super(
      `another start (process ${pid}) is running on ${dir}: stop it first, or choose another folder with --data`,
    );
    this.name = 'FolderInUse';
  }
}

/**
 * Takes the folder for this process until `release`, or until the process ends in whatever way: the lock is a socket in
 * Linux's abstract namespace (unix(7)), which leaves no file that could go stale. Throws FolderInUse.
 */
export async function lockFolder(dir: string): Promise<{ release(): Promise<void> }> {
  const name = `\0tapclock-${createHash('sha256').update(realpathSync(dir)).digest('hex').slice(0, 32)}`;
  const server = createServer(socket => socket.on('error', () => socket.destroy()).end(String(process.pid)));
  try {
    await listen(server, name);
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    throw new FolderInUse(dir, await askHolder(name));
  }
  server.unref();
  return { release: () => new Promise(resolve => server.close(() => resolve())) };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

function askHolder(path: string): Promise<string> {
  return new Promise(resolve => {
    const socket = connect(path);
    let answer = '';
    const done = (): void => {
      socket.destroy();
      resolve(answer === '' ? 'unknown' : answer);
    };
    socket.setTimeout(ASK_DEADLINE_MS, done);
    socket.on('data', chunk => {
      answer += chunk.toString();
    });
    socket.once('error', done);
    socket.once('end', done);
  });
}
