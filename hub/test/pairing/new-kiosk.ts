import {
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import {
  HandOut,
  PairingClaim,
  PairingOpened,
  type PairingRequest,
  pairingProofText,
  pairingRequestText,
  SEAL_PURPOSES,
  type SealedBox,
  shownFingerprint,
} from '@tapclock/contracts';
import { type Answer, send } from '../kit/api-client.ts';
import type { RunningTestHub } from '../kit/running-hub.ts';

const X25519_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

export function rawOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
}

/** A kiosk out of its box, written from the description of the wire, not from the bridge. */
export class NewKiosk {
  readonly deviceKey = generateKeyPairSync('ed25519').privateKey;
  exchangeKey = generateKeyPairSync('x25519').privateKey;
  readonly #hub: RunningTestHub;

  constructor(hub: RunningTestHub) {
    this.#hub = hub;
  }

  get publicKey(): string {
    return rawOf(this.deviceKey).toString('base64');
  }

  get fingerprint(): string {
    return shownFingerprint(createHash('sha256').update(rawOf(this.deviceKey)).digest('hex'));
  }

  signed(text: string, key = this.deviceKey): string {
    return sign(null, Buffer.from(text), key).toString('base64');
  }

  request(askedAt = new Date()): PairingRequest {
    const asked = {
      publicKey: this.publicKey,
      exchangeKey: rawOf(this.exchangeKey).toString('base64'),
      device: 'kiosk-7',
      versions: { bridge: '0.1.0', node: '24.21.0' },
      askedAt: askedAt.toISOString(),
    };
    return { ...asked, sig: this.signed(pairingRequestText(asked)) };
  }

  ask(request: object = this.request()): Promise<Answer> {
    return send(this.#hub, 'POST', '/pairings', { body: request, actor: null });
  }

  /** A pairing with a new exchange key. */
  async open(): Promise<PairingOpened> {
    this.exchangeKey = generateKeyPairSync('x25519').privateKey;
    return PairingOpened.parse(dataOf(await this.ask()));
  }

  claimAnswer(id: string, key = this.deviceKey): Promise<Answer> {
    const body = { sig: this.signed(pairingProofText('claim', id), key) };
    return send(this.#hub, 'POST', `/pairings/${id}/claim`, { body, actor: null });
  }

  async claim(id: string): Promise<PairingClaim> {
    return PairingClaim.parse(dataOf(await this.claimAnswer(id)));
  }

  acknowledge(id: string, key = this.deviceKey): Promise<Answer> {
    const body = { sig: this.signed(pairingProofText('acknowledge', id), key) };
    return send(this.#hub, 'POST', `/pairings/${id}/acknowledge`, { body, actor: null });
  }

  /** What was handed out. Throws for a box that is not for this kiosk. */
  opened(claim: PairingClaim, id: string): HandOut {
    if (claim.state !== 'approved') throw new Error(`nothing was handed out: ${claim.state}`);
    return HandOut.parse(
      JSON.parse(unsealed(claim.handOut, this.exchangeKey, { purpose: SEAL_PURPOSES.pairing, context: id })),
    );
  }
}

/** Opens a box as the contract describes it. */
export function unsealed(
  { ephemeralKey, nonce, box }: SealedBox,
  privateKey: KeyObject,
  { purpose, context }: { purpose: string; context: string },
): string {
  const theirs = Buffer.from(ephemeralKey, 'base64');
  const publicKey = createPublicKey({
    key: Buffer.concat([X25519_PREFIX, theirs]),
    format: 'der',
    type: 'spki',
  });
  const secret = diffieHellman({ privateKey, publicKey });
  const salt = Buffer.concat([theirs, rawOf(privateKey)]);
  const key = Buffer.from(hkdfSync('sha256', secret, salt, `${purpose}\n${context}`, 32));
  const bytes = Buffer.from(box, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString();
}

export function dataOf({ status, body }: Answer): unknown {
  if (status >= 300) throw new Error(`refused: ${JSON.stringify(body)}`);
  return (body as { data: unknown }).data;
}
