import { Command, Presence, parseTopic, Receipt, RosterCard } from '@tapclock/contracts';

/** A message from the hub, parsed once at the door. */
export type Incoming =
  | { kind: 'receipt'; receipt: Receipt }
  | { kind: 'command'; command: Command }
  | { kind: 'roster'; employee: string; card: RosterCard | null }
  | { kind: 'presence'; employee: string; presence: Presence | null }
  | { kind: 'bad'; reason: string };

/**
 * Reads one MQTT message. An empty roster or presence payload means "deleted". What cannot be read comes back as `bad` with a reason that
 * names fields, never their content.
 */
export function readMessage(
  topic: string,
  payload: Uint8Array,
  here: { site: string; terminal: string },
): Incoming {
  const parsed = parseTopic(topic);
  if (parsed === null || parsed.site !== here.site) return bad('topic is not ours');
  if ('employee' in parsed) return readPerson(parsed.kind, parsed.employee, payload);
  if (parsed.terminal !== here.terminal) return bad('topic is of another terminal');
  const json = readJson(payload);
  if (parsed.kind === 'receipt') {
    const receipt = Receipt.safeParse(json);
    return receipt.success ? { kind: 'receipt', receipt: receipt.data } : bad(fieldsOf(receipt.error));
  }
  if (parsed.kind === 'command') {
    const command = Command.safeParse(json);
    return command.success ? { kind: 'command', command: command.data } : bad(fieldsOf(command.error));
  }
  return bad(`nothing to read on a ${parsed.kind} topic`);
}

function readPerson(kind: 'roster' | 'presence', employee: string, payload: Uint8Array): Incoming {
  if (payload.byteLength === 0)
    return kind === 'roster' ? { kind, employee, card: null } : { kind, employee, presence: null };
  const json = readJson(payload);
  const result = kind === 'roster' ? RosterCard.safeParse(json) : Presence.safeParse(json);
  if (!result.success) return bad(fieldsOf(result.error));
  if (result.data.employee !== employee) return bad('employee differs from the topic');
  return 'shortName' in result.data
    ? { kind: 'roster', employee, card: result.data }
    : { kind: 'presence', employee, presence: result.data };
}

/** Undefined when it is no JSON: no schema accepts that. */
function readJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function fieldsOf(error: { issues: readonly { path: PropertyKey[] }[] }): string {
  const fields = error.issues.slice(0, 5).map(({ path }) => path.map(String).join('.') || '(whole message)');
  return `not as agreed: ${fields.join(', ')}`;
}

function bad(reason: string): Incoming {
  return { kind: 'bad', reason };
}
