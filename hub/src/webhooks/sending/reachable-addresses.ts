import { BlockList, isIP } from 'node:net';

/** Networks that are not of the public internet (IANA special-purpose registries, RFC 6890): machines of the company, of the cloud, this one. */
const NOT_PUBLIC_V4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
];
/** Of IPv6 only this is public at all (RFC 4291, 2.4; IANA gives out of nothing else), but for the parts below: tunnels lead to IPv4. */
const PUBLIC_V6 = ['2000::/3'];
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Which addresses webhooks may be sent to: public ones, and networks that whoever runs the hub has allowed. */
export class ReachableAddresses {
  readonly #allowed: BlockList;
  readonly #notPublic = listOf([...NOT_PUBLIC_V4, ...NOT_PUBLIC_V6]);
  readonly #publicV6 = listOf(PUBLIC_V6);

  /** `allowed` are networks such as `10.20.0.0/16`. */
  constructor(allowed: readonly string[]) {
    this.#allowed = listOf(allowed);
  }

  /** False for what is no address, too. */
  has(address: string): boolean {
    const version = isIP(address);
    if (version === 0) return false;
    const family = version === 4 ? 'ipv4' : 'ipv6';
    if (this.#allowed.check(address, family)) return true;
    if (this.#notPublic.check(address, family)) return false;
    return version === 4 || this.#publicV6.check(address, family);
  }
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
