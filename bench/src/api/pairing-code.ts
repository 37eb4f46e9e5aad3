import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type PairingOpened, pairingRequestText } from '@tapclock/contracts';
import type { Asker } from './asker.ts';

/** Opens a pairing as a new kiosk does, so that there is a code to look up. */
export async function openPairing(asker: Asker): Promise<string> {
  const device = generateKeyPairSync('ed25519');
  const request = {
    publicKey: rawKey(device.publicKey),
    exchangeKey: rawKey(generateKeyPairSync('x25519').publicKey),
    device: 'bench',
    versions: { bridge: '0.1.0', node: process.versions.node },
    askedAt: new Date().toISOString(),
  };
  const sig = sign(null, Buffer.from(pairingRequestText(request)), device.privateKey).toString('base64');
  const { code } = await asker.post<PairingOpened>('/api/v1/pairings', { ...request, sig });
  return code;
}

function rawKey(key: KeyObject): string {
  const { x } = key.export({ format: 'jwk' });
  return Buffer.from(x ?? '', 'base64url').toString('base64');
}
