import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { MqttSession } from '../mqtt-session.ts';
import { CONTROL_TOPIC } from './roles.ts';

/** How long the plugin may take to answer; after that the state is looked at anew. */
const ANSWER_WITHIN_MS = 10_000;

export type Command = { command: string } & Record<string, unknown>;

const Response = z.object({
  command: z.string(),
  correlationData: z.string().optional(),
  error: z.string().optional(),
  data: z.unknown().optional(),
});
type Response = z.infer<typeof Response>;
const Responses = z.object({ responses: z.array(Response) });

/** Their refusal means that it is so already: gone, or there. What follows in the same message makes it right. */
const HARMLESS = new Set(['deleteClient', 'deleteRole', 'createRole']);

/** The plugin did what was asked of it, but not all, or gave no answer. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}

interface Waiting {
  id: string;
  resolve: (responses: Response[]) => void;
  reject: (error: ControlError) => void;
}

/** Asks the dynamic security plugin, one request at a time. */
export class ControlChannel {
  readonly #session: MqttSession;
  #waiting: Waiting | null = null;

  constructor(session: MqttSession) {
    this.#session = session;
  }

  /** Sends commands as one message; resolves with their answers in order. Throws ControlError for the first that was refused. */
  async ask(commands: readonly Command[]): Promise<Response[]> {
    if (this.#waiting) throw new Error('one request at a time');
    const id = randomUUID();
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<Response[]>((resolve, reject) => {
      this.#waiting = { id, resolve, reject };
      timer = setTimeout(() => reject(new ControlError('the broker does not answer')), ANSWER_WITHIN_MS);
    });
    // Rejected while the publish below still waits: heard there.
    answered.catch(() => undefined);
    try {
      const tagged = commands.map(command => ({ ...command, correlationData: id }));
      await this.#session.publish(CONTROL_TOPIC, JSON.stringify({ commands: tagged }), false);
      const responses = await answered;
      const refused = responses.find(({ error, command }) => error !== undefined && !HARMLESS.has(command));
      if (refused) throw new ControlError(`${refused.command}: ${refused.error}`);
      return responses;
    } finally {
      clearTimeout(timer);
      this.#waiting = null;
    }
  }

  /** The connection is gone, and with it the answer. */
  abandon(): void {
    this.#waiting?.reject(new ControlError('the connection to the broker ended'));
  }

  /** A message of the response topic; what belongs to no request of now is dropped. */
  hear(payload: Buffer): void {
    const responses = readResponses(payload);
    const id = responses.find(({ correlationData }) => correlationData !== undefined)?.correlationData;
    if (id !== undefined && id === this.#waiting?.id) this.#waiting.resolve(responses);
  }
}

function readResponses(payload: Buffer): Response[] {
  try {
    return Responses.safeParse(JSON.parse(payload.toString('utf8'))).data?.responses ?? [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
