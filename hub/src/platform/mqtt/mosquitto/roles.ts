import { type BrokerAcl, hubAcl, terminalAcl } from '@tapclock/contracts';

/** Where Mosquitto's dynamic security plugin takes commands and answers them. */
export const CONTROL_TOPIC = '$CONTROL/dynamic-security/v1';
export const CONTROL_RESPONSES = `${CONTROL_TOPIC}/response`;

/** Text name of every account that the hub keeps; others it leaves alone. */
export const TERMINAL_ACCOUNT = 'Tapclock terminal';

export interface DynamicAcl {
  acltype: 'publishClientSend' | 'publishClientReceive' | 'subscribePattern';
  topic: string;
  priority: number;
  allow: true;
}

export interface DynamicRole {
  rolename: string;
  acls: DynamicAcl[];
}

/** What no role allows is refused. Unsubscribing is nobody's secret. */
export const DEFAULT_ACCESS = {
  publishClientSend: false,
  publishClientReceive: false,
  subscribe: false,
  unsubscribe: true,
};

export function terminalRole(site: string, terminal: string): DynamicRole {
  return { rolename: terminalRoleName(terminal), acls: acls(terminalAcl(site, terminal)) };
}

/** A terminal's name holds no colon, so this is never another's role. */
export function terminalRoleName(terminal: string): string {
  return `terminal:${terminal}`;
}

/** The hub's own rights, and with them the keeping of the terminals' accounts. */
export function hubRole(): DynamicRole {
  const { publish, subscribe } = hubAcl();
  return {
    rolename: 'hub',
    acls: acls({ publish: [...publish, CONTROL_TOPIC], subscribe: [...subscribe, CONTROL_RESPONSES] }),
  };
}

/** A filter may be asked for up to itself; what comes through it is checked again at delivery, should a subscription outlive a right. */
function acls({ publish, subscribe }: BrokerAcl): DynamicAcl[] {
  return [
    ...publish.map(topic => acl('publishClientSend', topic)),
    ...subscribe.flatMap(filter => [acl('subscribePattern', filter), acl('publishClientReceive', filter)]),
  ];
}

function acl(acltype: DynamicAcl['acltype'], topic: string): DynamicAcl {
  return { acltype, topic, priority: 0, allow: true };
}
