import { lookup as lookUp } from 'node:dns';
import {
  type ClientRequestArgs,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import type { DeliveryProblem } from '@tapclock/contracts';
import { z } from 'zod';
import { HUB_CONFIG, type HubConfig } from '../../platform/config/hub-config.ts';
import type { Attempt } from '../domain/attempt.ts';
import { ReachableAddresses } from './reachable-addresses.ts';

/** From the first byte asked for to the last one read. */
export const ATTEMPT_MS_MAX = 10_000;
/** So much of an answer is kept. */
export const ANSWER_BYTES_MAX = 1_024;
const AGENT = { keepAlive: true, keepAliveMsecs: 1_000, maxFreeSockets: 8, scheduling: 'lifo' } as const;
const USER_AGENT = 'Tapclock-Webhooks/1';

/** The address of a webhook is one that they may not reach. */
class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/**
 * Sends a message once. A name is looked up once, and the connection goes to an address that was checked: who changes the name's address
 * between the check and the connection gains nothing. Redirects are answers like others.
 */
@Injectable()
export class WebhookSender {
  readonly #addresses: ReachableAddresses;
  readonly #agents = { 'http:': new HttpAgent(AGENT), 'https:': new HttpsAgent(AGENT) };
  readonly #closing = new AbortController();

  constructor(@Inject(HUB_CONFIG) config: HubConfig) {
    this.#addresses = new ReachableAddresses(config.webhookNetworks ?? []);
  }

  /** Ends every try that is under way, for good. */
  interrupt(): void {
    this.#closing.abort();
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  /** Whether a URL names an address, and one that webhooks may not reach. A name is known when it is looked up. */
  isForbidden(url: string): boolean {
    const host = hostOf(new URL(url));
    return isIP(host) !== 0 && !this.#addresses.has(host);
  }

  /** Never throws for what the world does. */
  async send(url: string, headers: Record<string, string>, body: string): Promise<Attempt> {
    if (this.isForbidden(url)) return { kind: 'failed', problem: 'forbidden-address' };
    const timeout = AbortSignal.timeout(ATTEMPT_MS_MAX);
    try {
      return await this.#post(new URL(url), headers, body, AbortSignal.any([timeout, this.#closing.signal]));
    } catch (error) {
      if (this.#closing.signal.aborted) return { kind: 'interrupted' };
      return { kind: 'failed', problem: timeout.aborted ? 'timeout' : problemOf(error) };
    }
  }

  #post(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<Attempt> {
    const isEncrypted = url.protocol === 'https:';
    const bytes = Buffer.from(body);
    const options: ClientRequestArgs = {
      method: 'POST',
      hostname: hostOf(url),
      port: url.port,
      path: `${url.pathname}${url.search}`,
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': bytes.length,
        'user-agent': USER_AGENT,
      },
      agent: this.#agents[isEncrypted ? 'https:' : 'http:'],
      lookup: this.#lookUp,
      signal,
    };
    return new Promise((resolve, reject) => {
      const request = (isEncrypted ? httpsRequest : httpRequest)(options, response => {
        readAnswer(response).then(
          answer => resolve({ kind: 'answered', status: response.statusCode ?? 0, answer }),
          reject,
        );
      });
      request.on('error', reject);
      request.end(bytes);
    });
  }

  /** Looks a name up and hands on only addresses that may be reached. */
  readonly #lookUp: LookupFunction = (hostname, options, done) => {
    lookUp(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '', 0);
      const [first, ...others] = found.filter(({ address }) => this.#addresses.has(address));
      if (!first) return done(new ForbiddenAddress('no address that webhooks may reach'), '', 0);
      if (options.all) done(null, [first, ...others]);
      else done(null, first.address, first.family);
    });
  };
}

function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

/** The beginning of an answer, as text; the rest is not waited for. */
async function readAnswer(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= ANSWER_BYTES_MAX) break;
  }
  // Postgres holds no NUL; halves of characters at the cut become replacement characters.
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString('utf8').replaceAll('\0', '\ufffd');
}

const TLS_CODES = /CERT|SELF_SIGNED|UNABLE_TO_|^EPROTO$|^ERR_SSL|^ERR_TLS/;

function problemOf(error: unknown): DeliveryProblem {
  if (error instanceof ForbiddenAddress) return 'forbidden-address';
  const { code } = z
    .object({ code: z.string().catch('') })
    .catch({ code: '' })
    .parse(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknown-host';
  return TLS_CODES.test(code) ? 'tls' : 'connection';
}
