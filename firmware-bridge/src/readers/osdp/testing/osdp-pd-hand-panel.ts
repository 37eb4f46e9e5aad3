import type { ReaderEmulator } from '../../reader-emulator.ts';
import { COMMAND, REPLY } from '../osdp-codes.ts';
import { encodeFrame, type OsdpFrame, parseFrame, SCS } from '../osdp-frame.ts';
import { decodeCcrypt, KEY_OWN } from '../osdp-handshake-payloads.ts';
import { createSecureSession, type SecureSession } from '../osdp-secure-channel.ts';

const NOTHING = new Uint8Array(0);
const RND_A = Uint8Array.from([0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7]);

/** A panel that does what it is told and nothing else, for tests of the emulator: no retries, no clock, no opinion. */
export class HandPanel {
  /** Of the next command. */
  sequence = 0;
  nowMs = 0;
  address = 0;
  isCrc = true;
  session: SecureSession | null = null;
  readonly #emulator: ReaderEmulator;

  constructor(emulator: ReaderEmulator) {
    this.#emulator = emulator;
  }

  /** Sends a command, within the session when there is one, and gives the reply with its payload in the plain. */
  ask(code: number, payload: Uint8Array = NOTHING): OsdpFrame {
    const reply = this.exchange(this.next(code, payload));
    if (reply === null) throw new Error('the reader did not answer');
    if (reply.mac === null || this.session === null) return reply;
    const unwrapped = this.session.unwrapReply(reply);
    if (!unwrapped.ok) throw new Error(`the reply is not of this session: ${unwrapped.code}`);
    return unwrapped.frame;
  }

  poll(): OsdpFrame {
    return this.ask(COMMAND.POLL);
  }

  /** The bytes of the next command, and one step on in the sequence. */
  next(
    code: number,
    payload: Uint8Array = NOTHING,
    securityBlock: OsdpFrame['securityBlock'] = null,
  ): Uint8Array {
    const { address, sequence, isCrc } = this;
    this.sequence = (sequence % 3) + 1;
    const message = { address, sequence, isCrc, code, payload };
    if (this.session !== null && securityBlock === null) return this.session.wrapCommand(message);
    return encodeFrame({ ...message, isReply: false, securityBlock, mac: null });
  }

  /** Sends bytes; null for silence. */
  exchange(bytes: Uint8Array): OsdpFrame | null {
    this.nowMs += 1;
    const [reply, ...more] = this.#emulator.receive(bytes, this.nowMs);
    if (more.length > 0) throw new Error('more than one reader answered');
    if (reply === undefined) return null;
    const parsed = parseFrame(reply);
    if (!parsed.ok) throw new Error(`the reply is no frame: ${parsed.code}`);
    return parsed.frame;
  }

  /** Begins anew with an ID, as after a power cut. */
  begin(): OsdpFrame {
    this.session = null;
    this.sequence = 0;
    return this.ask(COMMAND.ID, Uint8Array.of(0));
  }

  challenge(key: number = KEY_OWN): OsdpFrame | null {
    return this.exchange(this.next(COMMAND.CHLNG, RND_A, { type: SCS.challenge, data: Uint8Array.of(key) }));
  }

  /** Opens the secure channel. Throws with what the reader did instead. */
  secure(scbk: Uint8Array, key: number = KEY_OWN): void {
    const reply = this.challenge(key);
    const ccrypt = reply?.code === REPLY.CCRYPT ? decodeCcrypt(reply.payload) : null;
    if (ccrypt?.ok !== true) throw new Error(`CHLNG was answered with ${JSON.stringify(reply)}`);
    const session = createSecureSession({ scbk, rndA: RND_A, rndB: ccrypt.value.rndB });
    if (Buffer.compare(ccrypt.value.cryptogram, session.clientCryptogram) !== 0)
      throw new Error('the reader has another key');
    const block = { type: SCS.serverCryptogram, data: Uint8Array.of(key) };
    const opened = this.exchange(this.next(COMMAND.SCRYPT, session.serverCryptogram, block));
    if (opened?.code !== REPLY.RMAC_I) throw new Error(`SCRYPT was answered with ${JSON.stringify(opened)}`);
    this.session = session;
  }
}
