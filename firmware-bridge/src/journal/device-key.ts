import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { isErrnoException } from '../platform/index.ts';
import { syncDirectory, writePrivateFile } from './files.ts';

/** Proves which terminal made a punch. The private half never leaves this object. */
export interface DeviceKey {
  /** The raw 32 bytes of the Ed25519 public key in base64, as the hub enrols it. */
  readonly publicKeyRaw: string;
  /** Ed25519 signature over the UTF-8 text, in base64. */
  sign(text: string): string;
}

export type DeviceKeyErrorCode = 'device-key-rights' | 'device-key-unreadable';

/** The device key cannot be used; the message says what an operator must do. */
export class DeviceKeyError extends Error {
  readonly code: DeviceKeyErrorCode;

  constructor(code: DeviceKeyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DeviceKeyError';
    this.code = code;
  }
}

export const DEVICE_KEY_FILE = 'device-key.pem';

/**
 * Reads the terminal's key, or makes it at the first start: Ed25519, PKCS8 PEM, readable by its owner only.
 * Throws DeviceKeyError when the file has wider rights or holds no such key. A lost key means enrolling again, so a file
 * that cannot be read is never replaced.
 */
export function loadOrCreateDeviceKey(dataDir: string): DeviceKey {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, DEVICE_KEY_FILE);
  return deviceKey(path, readKeyFile(path) ?? createKeyFile(dataDir, path));
}

/** A new Ed25519 key as PKCS8 PEM. */
export function newDeviceKeyPem(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The key in a PEM text that came from `path`. Throws DeviceKeyError when it is none. */
export function deviceKeyOf(path: string, pem: string): DeviceKey {
  return deviceKey(path, pem);
}

/** Puts another key in the place of the terminal's: the old one is gone when this returns, and never before the new one is safe. */
export function replaceDeviceKey(dataDir: string, pem: string): DeviceKey {
  const path = join(dataDir, DEVICE_KEY_FILE);
  const key = deviceKey(path, pem);
  writePrivateFile(path, pem);
  return key;
}

function deviceKey(path: string, pem: string): DeviceKey {
  const privateKey = parseKey(path, pem);
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
  const publicKeyRaw = Buffer.from(jwk.x ?? '', 'base64url').toString('base64');
  return {
    publicKeyRaw,
    sign: text => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64'),
  };
}

function parseKey(path: string, pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new DeviceKeyError(
      'device-key-unreadable',
      `${path} is no PEM private key: restore it from a copy`,
      {
        cause,
      },
    );
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new DeviceKeyError('device-key-unreadable', `${path} is no Ed25519 key: restore the right one`);
  }
  return key;
}

/** Null when there is no file. Rights are read from the open file, so that nobody can swap it in between. */
function readKeyFile(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (isErrnoException(error) && error.code === 'ENOENT') return null;
    throw new DeviceKeyError('device-key-unreadable', `${path} cannot be opened`, { cause: error });
  }
  try {
    const { mode, uid } = fstatSync(file);
    if ((mode & 0o077) !== 0) {
      throw new DeviceKeyError(
        'device-key-rights',
        `${path} can be read by others (mode ${(mode & 0o777).toString(8)}): run chmod 600 on it, and enrol the terminal ` +
          'with a new key if someone else may have copied it',
      );
    }
    if (process.getuid !== undefined && uid !== process.getuid()) {
      throw new DeviceKeyError('device-key-rights', `${path} belongs to another user: run chown on it`);
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function createKeyFile(dataDir: string, path: string): string {
  const pem = newDeviceKeyPem();
  const draft = `${path}.${process.pid}.draft`;
  rmSync(draft, { force: true });
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, pem);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    // link, not rename: of two first starts at once, one wins and the other reads the winner's key.
    linkSync(draft, path);
  } catch (error) {
    const winner = isErrnoException(error) && error.code === 'EEXIST' ? readKeyFile(path) : null;
    if (winner === null) throw error;
    return winner;
  } finally {
    rmSync(draft, { force: true });
  }
  syncDirectory(dataDir);
  return pem;
}
