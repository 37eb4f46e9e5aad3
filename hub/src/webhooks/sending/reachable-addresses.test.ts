import { describe, expect, it } from '@jest/globals';
import { ReachableAddresses } from './reachable-addresses.ts';

describe('addresses that webhooks may be sent to', () => {
  const usual = new ReachableAddresses([]);

  it.each(['1.1.1.1', '172.15.255.255', '172.32.0.0', '100.63.255.255', '2606:4700::1111'])(
    'are public: %s',
    address => {
      expect(usual.has(address)).toBe(true);
    },
  );

  it.each([
    ...[
      '127.0.0.1',
      '10.0.0.1',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
    ],
    ...[
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '::1',
      '::',
      'fe80::1',
      'fd00::1',
      'fd00:ec2::254',
      'ff02::1',
    ],
    ...[
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:a9fe:a9fe',
      '64:ff9b::a00:1',
      '2002:7f00:1::',
      '2001:db8::1',
    ],
    ...['', 'localhost', '2130706433'],
  ])('are not %s', address => {
    expect(usual.has(address)).toBe(false);
  });

  it('are those of allowed networks, and no others of their neighbourhood', () => {
    const some = new ReachableAddresses(['10.20.0.0/16', 'fd12::/16']);
    expect(
      ['10.20.255.255', 'fd12::1', '10.21.0.0', '10.19.255.255', 'fd13::1'].map(one => some.has(one)),
    ).toEqual([...[true, true], ...[false, false, false]]);
  });
});
