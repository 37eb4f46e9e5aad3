export type { BrokerLink, BrokerLinkEvents } from './broker-link.ts';
export { MqttLink } from './mqtt-link.ts';
export { Uplink, type UplinkCommand, type UplinkDeps, type UplinkEvents } from './uplink.ts';
