import { Inject, Injectable } from '@nestjs/common';
import { AccountId } from '@tapclock/contracts';
import { z } from 'zod';
import { HUB_CONFIG, type HubConfig } from '../../platform/config/hub-config.ts';
import { VAULT, type Vault } from '../../platform/secrets/vault.ts';
import { cookieName } from '../cookie-name.ts';
import { LoginFlow } from './identity-provider.ts';

const PATH = '/api/v1/auth/oidc';
/** For logging in at the provider, with a password to look up and a second factor to fetch. */
const FLOW_MS = 10 * 60_000;
/** For typing a code. */
const CODE_STEP_MS = 5 * 60_000;
const LENGTH_MAX = 2_000;
const CONTEXT = 'cookie';

/** As much of Fastify's request and answer as is used here, with `@fastify/cookie`. */
export interface FlowRequest {
  cookies: Record<string, string | undefined>;
}
export interface FlowReply {
  setCookie(name: string, value: string, options: object): unknown;
  clearCookie(name: string, options: object): unknown;
}

/** One cookie: its name, what it holds, how long, and whether another site may lead back to it. */
interface Kind<T> {
  name: string;
  schema: z.ZodType<T>;
  lifeMs: number;
  /** The provider is another site: the browser must bring the flow along when it is sent back from there. */
  sameSite: 'lax' | 'strict';
}

const FLOW: Kind<LoginFlow> = {
  name: 'tapclock_oidc',
  schema: LoginFlow,
  lifeMs: FLOW_MS,
  sameSite: 'lax',
};
/** Whose code is awaited, and which identity becomes theirs with it. */
const CodeStep = z.object({
  account: AccountId,
  link: z.nullable(z.object({ issuer: z.string(), subject: z.string() })),
});
type CodeStep = z.infer<typeof CodeStep>;
const CODE_STEP: Kind<CodeStep> = {
  name: 'tapclock_oidc_code',
  schema: CodeStep,
  lifeMs: CODE_STEP_MS,
  sameSite: 'strict',
};

/**
 * What a login by the identity provider has to remember between two requests. The browser keeps it, sealed with the hub's key: any hub
 * process can go on with it, nobody can read or change it, and it binds the login to the browser that began it. A second login begun in the
 * same browser takes the place of the first.
 */
@Injectable()
export class LoginCookies {
  readonly #vault: Vault;
  readonly #secure: boolean;

  constructor(@Inject(VAULT) vault: Vault, @Inject(HUB_CONFIG) { http }: HubConfig) {
    this.#vault = vault;
    this.#secure = http.publicUrl?.startsWith('https:') === true;
  }

  setFlow(reply: FlowReply, flow: LoginFlow, nowMs: number): void {
    this.#set(reply, FLOW, flow, nowMs);
  }

  /** The login that this browser began, once: it is taken out of the browser. Null: none, or too long ago. */
  takeFlow(request: FlowRequest, reply: FlowReply, nowMs: number): LoginFlow | null {
    return this.#take(request, reply, FLOW, nowMs);
  }

  /** Remembers who has logged in at the provider and owes a code here. */
  setCodeStep(reply: FlowReply, step: CodeStep, nowMs: number): void {
    this.#set(reply, CODE_STEP, step, nowMs);
  }

  /** Whose code is awaited from this browser. It stays: a code is mistyped now and then. */
  codeStep(request: FlowRequest, nowMs: number): CodeStep | null {
    return this.#read(request, CODE_STEP, nowMs);
  }

  clearCodeStep(reply: FlowReply): void {
    reply.clearCookie(this.#nameOf(CODE_STEP), this.#options(CODE_STEP));
  }

  #set<T>(reply: FlowReply, kind: Kind<T>, value: T, nowMs: number): void {
    const untilMs = nowMs + kind.lifeMs;
    const sealed = this.#vault.seal(kind.name, CONTEXT, Buffer.from(JSON.stringify({ value, untilMs })));
    reply.setCookie(this.#nameOf(kind), sealed.toString('base64url'), {
      ...this.#options(kind),
      expires: new Date(untilMs),
    });
  }

  #take<T>(request: FlowRequest, reply: FlowReply, kind: Kind<T>, nowMs: number): T | null {
    const value = this.#read(request, kind, nowMs);
    reply.clearCookie(this.#nameOf(kind), this.#options(kind));
    return value;
  }

  #read<T>({ cookies }: FlowRequest, kind: Kind<T>, nowMs: number): T | null {
    const text = cookies[this.#nameOf(kind)];
    if (text === undefined || text.length > LENGTH_MAX) return null;
    const opened = this.#open(kind.name, text);
    if (opened === null) return null;
    // What the vault opens was written above.
    const { value, untilMs } = z.object({ value: kind.schema, untilMs: z.int() }).parse(JSON.parse(opened));
    return nowMs < untilMs ? value : null;
  }

  #open(purpose: string, text: string): string | null {
    try {
      return this.#vault.open(purpose, CONTEXT, Buffer.from(text, 'base64url')).toString();
    } catch {
      // Changed, cut, or sealed with another key: no cookie of ours, whatever it is.
      return null;
    }
  }

  #nameOf({ name }: Kind<unknown>): string {
    return cookieName(name, this.#secure);
  }

  #options({ sameSite }: Kind<unknown>) {
    return { path: PATH, httpOnly: true, secure: this.#secure, sameSite };
  }
}
