import {
  HandOut,
  type PairingOpened,
  type PairingRequest,
  type PairingStep,
  pairingProofText,
  pairingRequestText,
  SEAL_PURPOSES,
  type SealedBox,
  shownFingerprint,
} from '@tapclock/contracts';
import type { DeviceKey } from '../journal/index.ts';
import { backoffMs, type Clock, type Logger, type Timers } from '../platform/index.ts';
import type { HubAnswer, HubDoor } from './hub-door.ts';
import { type ExchangeKey, newExchangeKey, openBox } from './open-box.ts';
import { readJson } from './private-file.ts';

const RETRY = { baseMs: 2_000, maxMs: 30_000 };
/** Bounds on what the hub may ask for. */
const ASK_AGAIN_MS = { min: 1_000, max: 30_000 };
const ACKNOWLEDGE_TRIES_MAX = 3;
/** The good news stays up long enough to be read. */
export const PAIRED_SHOWN_MS = 3_000;

export interface PairingDeps {
  hub: HubDoor;
  /** Name of the hub for people. */
  hubName: string;
  key: DeviceKey;
  /** SHA-256 of the raw device key, hex. */
  keyDigest: string;
  device: Pick<PairingRequest, 'device' | 'versions'>;
  /** Keeps what was handed out, durably: only then the hub may forget it. */
  keep(handOut: HandOut): void;
  show(step: PairingStep): void;
  clock: Clock;
  timers: Timers;
  random: () => number;
  log: Logger;
}

interface Asked {
  opened: PairingOpened;
  exchangeKey: ExchangeKey;
  endsAtMs: number;
}

/**
 * The way of a kiosk from nobody's to a site's: asks the hub, shows the code, waits until somebody approves it, keeps what it is handed. Whatever
 * goes wrong is shown and tried again; there is no end but being paired, or the signal.
 */
export class Pairing {
  readonly #deps: PairingDeps;
  #failures = 0;
  /** How far the hub's clock is ahead of this one, as its last refusal told. */
  #hubAheadMs = 0;

  constructor(deps: PairingDeps) {
    this.#deps = deps;
  }

  /** Resolves with what was handed out once it is kept; null when the signal ended it. */
  async run(signal: AbortSignal): Promise<HandOut | null> {
    while (!signal.aborted) {
      const asked = await this.#ask(signal);
      const handOut = asked === null ? null : await this.#approved(asked, signal);
      if (asked === null || handOut === null) continue;
      this.#deps.keep(handOut);
      this.#deps.log.info({ terminal: handOut.terminal, site: handOut.site.id }, 'paired');
      this.#deps.show({ step: 'paired', site: handOut.site.name, place: handOut.place });
      await this.#acknowledge(asked.opened.id, signal);
      await this.#wait(PAIRED_SHOWN_MS, signal);
      return handOut;
    }
    return null;
  }

  async #ask(signal: AbortSignal): Promise<Asked | null> {
    const { hub, hubName, key, device, clock, log } = this.#deps;
    if (this.#failures === 0) this.#deps.show({ step: 'asking', hub: hubName });
    const exchangeKey = newExchangeKey();
    const request = {
      publicKey: key.publicKeyRaw,
      exchangeKey: exchangeKey.publicKeyRaw,
      ...device,
      askedAt: new Date(clock.nowMs() + this.#hubAheadMs).toISOString(),
    };
    const answer = await hub.open({ ...request, sig: key.sign(pairingRequestText(request)) });
    if (signal.aborted) return null;
    if (answer.kind === 'answered') {
      this.#failures = 0;
      const { id, expiresInMs } = answer.value;
      log.info({ pairing: id }, 'waiting to be approved');
      return { opened: answer.value, exchangeKey, endsAtMs: clock.uptimeMs() + expiresInMs };
    }
    this.#onNoCode(answer);
    const waitMs = backoffMs(this.#failures, RETRY, this.#deps.random());
    this.#failures += 1;
    await this.#wait(waitMs, signal);
    return null;
  }

  #onNoCode(answer: Exclude<HubAnswer<PairingOpened>, { kind: 'answered' }>): void {
    const { hubName, clock, log, show } = this.#deps;
    if (answer.kind === 'away') {
      if (this.#failures === 0) log.warn({ hub: hubName, reason: answer.reason }, 'the hub does not answer');
      show({ step: 'hub-away', hub: hubName });
      return;
    }
    log.warn({ hub: hubName, code: answer.code }, 'the hub gives no code');
    if (answer.hubTime !== null) {
      this.#hubAheadMs = Date.parse(answer.hubTime) - clock.nowMs();
      log.warn(
        { hubAheadMs: this.#hubAheadMs },
        'the clock differs from the hub’s, whose time is used to pair',
      );
      return;
    }
    const reason = answer.code === 'RATE_LIMITED' ? 'busy' : 'not-understood';
    show({ step: 'refused', hub: hubName, reason });
  }

  /** Null when this code came to nothing: a new one is needed. */
  async #approved(asked: Asked, signal: AbortSignal): Promise<HandOut | null> {
    const { hub, key, clock, log } = this.#deps;
    const { id, askAgainMs } = asked.opened;
    const proof = { sig: key.sign(pairingProofText('claim', id)) };
    this.#showCode(asked, false);
    while (clock.uptimeMs() < asked.endsAtMs) {
      await this.#wait(Math.min(Math.max(askAgainMs, ASK_AGAIN_MS.min), ASK_AGAIN_MS.max), signal);
      if (signal.aborted) return null;
      const answer = await hub.claim(id, proof);
      // Too many kiosks ask at once: the code stays good.
      const isBusy = answer.kind === 'refused' && answer.code === 'RATE_LIMITED';
      if (answer.kind === 'away' || isBusy) {
        this.#showCode(asked, true);
        continue;
      }
      if (answer.kind === 'refused' || answer.value.state === 'ended') return null;
      if (answer.value.state === 'approved') return this.#open(asked, answer.value.handOut);
      this.#showCode(asked, false);
    }
    log.info({ pairing: id }, 'nobody approved the code');
    return null;
  }

  #open({ opened, exchangeKey }: Asked, sealed: SealedBox): HandOut | null {
    try {
      const text = openBox(exchangeKey, sealed, { purpose: SEAL_PURPOSES.pairing, context: opened.id });
      return HandOut.parse(readJson(text));
    } catch (error) {
      // Sealed by nobody who knows this request: changed on the way.
      this.#deps.log.error({ err: error, pairing: opened.id }, 'what was handed out cannot be opened');
      return null;
    }
  }

  #showCode({ opened, endsAtMs }: Asked, hubAway: boolean): void {
    const { clock, hubName, keyDigest } = this.#deps;
    this.#deps.show({
      step: 'code',
      hub: hubName,
      code: opened.code,
      fingerprint: shownFingerprint(keyDigest),
      remainingMs: Math.max(0, endsAtMs - clock.uptimeMs()),
      hubAway,
    });
  }

  /** Best effort: what is not acknowledged, the hub forgets by itself after ten minutes. */
  async #acknowledge(id: string, signal: AbortSignal): Promise<void> {
    const { hub, key, random } = this.#deps;
    const proof = { sig: key.sign(pairingProofText('acknowledge', id)) };
    for (let attempt = 0; attempt < ACKNOWLEDGE_TRIES_MAX && !signal.aborted; attempt += 1) {
      const answer = await hub.acknowledge(id, proof);
      if (answer.kind !== 'away') return;
      await this.#wait(backoffMs(attempt, RETRY, random()), signal);
    }
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = () => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#deps.timers.after(ms, done);
      signal.addEventListener('abort', done, { once: true });
    });
  }
}
