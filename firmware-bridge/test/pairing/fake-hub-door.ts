import {
  createCipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto';
import {
  type HandOut,
  type PairingClaim,
  type PairingOpened,
  type PairingRequest,
  pairingProofText,
  pairingRequestText,
  SEAL_PURPOSES,
  type SealedBox,
} from '@tapclock/contracts';
import type { HubAnswer, HubDoor } from '../../src/pairing/hub-door.ts';

const X25519_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
export const SPAN_MS = 600_000;

export const HAND_OUT: HandOut = {
  terminal: 'gate-9',
  place: 'Gate 9',
  site: { id: 'werk-nord', name: 'Werk Nord', zone: 'Europe/Berlin', language: 'de' },
  siteKey: 'cd'.repeat(32),
  broker: { url: 'mqtts://broker.example:8883', username: 'gate-9', password: 'first-password' },
};

/** Seals as the contract describes it. */
export function sealed(
  exchangeKey: string,
  text: string,
  about: { purpose: string; context: string },
): SealedBox {
  const theirs = Buffer.from(exchangeKey, 'base64');
  const ours = generateKeyPairSync('x25519');
  const ephemeral = ours.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const publicKey = createPublicKey({
    key: Buffer.concat([X25519_PREFIX, theirs]),
    format: 'der',
    type: 'spki',
  });
  const secret = diffieHellman({ privateKey: ours.privateKey, publicKey });
  const info = `${about.purpose}\n${about.context}`;
  const key = Buffer.from(hkdfSync('sha256', secret, Buffer.concat([ephemeral, theirs]), info, 32));
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(about.context));
  const box = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  return {
    ephemeralKey: ephemeral.toString('base64'),
    nonce: nonce.toString('base64'),
    box: box.toString('base64'),
  };
}

export function isSigned(publicKey: string, text: string, sig: string): boolean {
  const key = createPublicKey({
    key: Buffer.concat([ED25519_PREFIX, Buffer.from(publicKey, 'base64')]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, Buffer.from(text), key, Buffer.from(sig, 'base64'));
}

/** A hub that checks what a kiosk must prove, and that can be away, busy, slow to approve or tampered with. */
export class FakeHubDoor implements HubDoor {
  readonly requests: PairingRequest[] = [];
  readonly acknowledged: string[] = [];
  claims = 0;
  away = false;
  refusal: string | null = null;
  /** By this clock, requests of another moment are refused. */
  nowMs: (() => number) | null = null;
  isApproved = false;
  /** Changes the box on its way. */
  tamper: (box: SealedBox) => SealedBox = box => box;
  ended = false;

  async open(request: PairingRequest): Promise<HubAnswer<PairingOpened>> {
    if (this.away) return { kind: 'away', reason: 'ECONNREFUSED' };
    if (this.refusal !== null) return { kind: 'refused', code: this.refusal, hubTime: null };
    if (!isSigned(request.publicKey, pairingRequestText(request), request.sig)) throw new Error('not signed');
    const nowMs = this.nowMs?.() ?? Date.parse(request.askedAt);
    if (Math.abs(nowMs - Date.parse(request.askedAt)) > SPAN_MS) {
      return { kind: 'refused', code: 'VALIDATION_ERROR', hubTime: new Date(nowMs).toISOString() };
    }
    this.requests.push(request);
    this.ended = false;
    return {
      kind: 'answered',
      value: {
        id: this.#id(),
        code: `ACDEFGH${'ACDEFGHJ'.charAt(this.requests.length)}`,
        expiresAt: '2026-11-23T06:10:00.000Z',
        expiresInMs: SPAN_MS,
        askAgainMs: 3_000,
      },
    };
  }

  async claim(id: string, { sig }: { sig: string }): Promise<HubAnswer<PairingClaim>> {
    this.claims += 1;
    if (this.away) return { kind: 'away', reason: 'ECONNREFUSED' };
    const request = this.requests.at(-1);
    if (request === undefined || id !== this.#id())
      return { kind: 'refused', code: 'NOT_FOUND', hubTime: null };
    if (!isSigned(request.publicKey, pairingProofText('claim', id), sig)) throw new Error('not signed');
    if (this.ended) return { kind: 'answered', value: { state: 'ended' } };
    if (!this.isApproved) {
      return { kind: 'answered', value: { state: 'waiting', expiresInMs: SPAN_MS, askAgainMs: 3_000 } };
    }
    const about = { purpose: SEAL_PURPOSES.pairing, context: id };
    const handOut = this.tamper(sealed(request.exchangeKey, JSON.stringify(HAND_OUT), about));
    return { kind: 'answered', value: { state: 'approved', handOut } };
  }

  async acknowledge(id: string, { sig }: { sig: string }): Promise<HubAnswer<unknown>> {
    if (this.away) return { kind: 'away', reason: 'ECONNREFUSED' };
    const publicKey = this.requests.at(-1)?.publicKey ?? '';
    if (!isSigned(publicKey, pairingProofText('acknowledge', id), sig)) throw new Error('not signed');
    this.acknowledged.push(id);
    return { kind: 'answered', value: { state: 'done' } };
  }

  #id(): string {
    return `0198c0de-0000-4000-8000-00000000000${this.requests.length}`;
  }
}
