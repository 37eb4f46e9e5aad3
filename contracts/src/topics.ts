import { EmployeeId, Slug } from './primitives.ts';

const ROOT = 'tapclock/v1';

/** Every MQTT topic, in one place. Builders throw on parts that could escape their level. */
export const topics = {
  punch: (site: string, terminal: string) => terminalTopic(site, terminal, 'punch'),
  receipt: (site: string, terminal: string) => terminalTopic(site, terminal, 'receipt'),
  status: (site: string, terminal: string) => terminalTopic(site, terminal, 'status'),
  command: (site: string, terminal: string) => terminalTopic(site, terminal, 'command'),
  roster: (site: string, employee: string) => employeeTopic(site, 'roster', employee),
  presence: (site: string, employee: string) => employeeTopic(site, 'presence', employee),
};

/** Filters the hub subscribes to. */
export const hubFilters = [`${ROOT}/+/+/punch`, `${ROOT}/+/+/status`] as const;

/** Filters a terminal subscribes to; nothing outside them is readable for it (R10). */
export function terminalFilters(site: string, terminal: string): string[] {
  return [
    topics.receipt(site, terminal),
    topics.command(site, terminal),
    `${ROOT}/${Slug.parse(site)}/roster/+`,
    `${ROOT}/${Slug.parse(site)}/presence/+`,
  ];
}

export type ParsedTopic =
  | { kind: 'punch' | 'receipt' | 'status' | 'command'; site: string; terminal: string }
  | { kind: 'roster' | 'presence'; site: string; employee: string };

/** Reads a topic name; null when it is none of ours. `roster` and `presence` are therefore no terminal names. */
export function parseTopic(topic: string): ParsedTopic | null {
  const parts = topic.split('/');
  const [root, version, site, third, fourth] = parts;
  if (parts.length !== 5 || `${root}/${version}` !== ROOT || !site || !third || !fourth) return null;
  if (!Slug.safeParse(site).success) return null;
  if (third === 'roster' || third === 'presence') {
    return EmployeeId.safeParse(fourth).success ? { kind: third, site, employee: fourth } : null;
  }
  if (!Slug.safeParse(third).success) return null;
  if (fourth === 'punch' || fourth === 'receipt' || fourth === 'status' || fourth === 'command') {
    return { kind: fourth, site, terminal: third };
  }
  return null;
}

/** What an account may do at a broker: topics it publishes to, filters it may ask for. Nothing else; deny by default. */
export interface BrokerAcl {
  publish: string[];
  subscribe: string[];
}

/** What one terminal may do: speak as itself, read its own site (R10). Every broker's rules are made from this. */
export function terminalAcl(site: string, terminal: string): BrokerAcl {
  return {
    publish: [topics.punch(site, terminal), topics.status(site, terminal)],
    subscribe: terminalFilters(site, terminal),
  };
}

/** What the hub itself may do at an external broker: hear every terminal, speak to all of them, and play no terminal. */
export function hubAcl(): BrokerAcl {
  return {
    publish: [`${ROOT}/+/+/receipt`, `${ROOT}/+/+/command`, `${ROOT}/+/roster/+`, `${ROOT}/+/presence/+`],
    subscribe: [...hubFilters],
  };
}

function terminalTopic(site: string, terminal: string, kind: string): string {
  if (terminal === 'roster' || terminal === 'presence')
    throw new Error(`"${terminal}" is a reserved name, not a terminal`);
  return `${ROOT}/${Slug.parse(site)}/${Slug.parse(terminal)}/${kind}`;
}

function employeeTopic(site: string, kind: 'roster' | 'presence', employee: string): string {
  return `${ROOT}/${Slug.parse(site)}/${kind}/${EmployeeId.parse(employee)}`;
}
