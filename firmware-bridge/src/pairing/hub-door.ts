import {
  ApiError,
  ApiProblem,
  apiSuccess,
  type Instant,
  PAIRING_NOT_NOW,
  PairingClaim,
  PairingOpened,
  type PairingProof,
  type PairingRequest,
} from '@tapclock/contracts';
import * as z from 'zod/mini';
import { readJson } from './private-file.ts';

const ASK_TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 64 * 1024;

const Envelope = apiSuccess(z.unknown());

/** What came of asking the hub. */
export type HubAnswer<T> =
  | { kind: 'answered'; value: T }
  /** Nobody answered, or somebody who is not the hub or has a fault just now: worth asking again. */
  | { kind: 'away'; reason: string }
  /** The hub said no, with its stable code; `hubTime` when that is for a moment that is not now by its clock. */
  | { kind: 'refused'; code: string; hubTime: Instant | null };

/** The hub as an unpaired kiosk sees it. */
export interface HubDoor {
  open(request: PairingRequest): Promise<HubAnswer<PairingOpened>>;
  claim(id: string, proof: PairingProof): Promise<HubAnswer<PairingClaim>>;
  acknowledge(id: string, proof: PairingProof): Promise<HubAnswer<unknown>>;
}

/** The hub over HTTPS; certificates as Node.js trusts them (NODE_EXTRA_CA_CERTS adds a company's own). */
export class HttpHubDoor implements HubDoor {
  readonly #base: URL;
  readonly #signal: AbortSignal;

  constructor(hubUrl: string, signal: AbortSignal) {
    this.#base = new URL('/api/v1/', hubUrl);
    this.#signal = signal;
  }

  open(request: PairingRequest): Promise<HubAnswer<PairingOpened>> {
    return this.#post('pairings', request, PairingOpened);
  }

  claim(id: string, proof: PairingProof): Promise<HubAnswer<PairingClaim>> {
    return this.#post(`pairings/${id}/claim`, proof, PairingClaim);
  }

  acknowledge(id: string, proof: PairingProof): Promise<HubAnswer<unknown>> {
    return this.#post(`pairings/${id}/acknowledge`, proof, z.unknown());
  }

  async #post<T extends z.ZodMiniType>(path: string, body: object, data: T): Promise<HubAnswer<z.output<T>>> {
    try {
      const response = await fetch(new URL(path, this.#base), {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.any([this.#signal, AbortSignal.timeout(ASK_TIMEOUT_MS)]),
      });
      return read(response.status, await textOf(response), data);
    } catch (error) {
      // Everything that fetch throws is about the way to the hub; its causes name hosts and ports, nothing secret.
      return { kind: 'away', reason: reasonOf(error) };
    }
  }
}

/** Undefined when it is longer than any answer of the hub. */
async function textOf(response: Response): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function read<T extends z.ZodMiniType>(
  status: number,
  text: string | undefined,
  data: T,
): HubAnswer<z.output<T>> {
  if (text === undefined) return { kind: 'away', reason: 'the answer is too long' };
  const json = readJson(text);
  if (status >= 200 && status < 300) {
    const envelope = Envelope.safeParse(json);
    const parsed = data.safeParse(envelope.data?.data);
    if (envelope.success && parsed.success) return { kind: 'answered', value: parsed.data };
    return { kind: 'away', reason: 'the answer is none of a hub' };
  }
  const refusal = ApiError.safeParse(json);
  if (status < 500 && refusal.success) {
    const { error, meta } = refusal.data;
    return { kind: 'refused', code: error.code, hubTime: isNotNow(error.details) ? meta.timestamp : null };
  }
  return { kind: 'away', reason: `status ${status}` };
}

function isNotNow(details: unknown): boolean {
  const problems = z.array(ApiProblem).safeParse(details);
  return problems.data?.some(({ code }) => code === PAIRING_NOT_NOW) ?? false;
}

function reasonOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error instanceof Error ? error.message : String(error);
}
