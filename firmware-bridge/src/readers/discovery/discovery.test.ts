import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findFamily } from '../families.ts';
import { CH340, DESK_KEYBOARD, FakeMachine, FTDI, PCPROX, TWN4 } from '../testing/fake-machine.ts';
import { accessTo, groupsOf } from './access.ts';
import { listDevices } from './devices.ts';
import { findDevice } from './find-device.ts';
import { likenessOf } from './known-devices.ts';

let machine: FakeMachine;

beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => machine.remove());

const at = (path: string) => join(machine.root, path);
const listed = () => listDevices(machine.root);

describe('devices of a machine', () => {
  it('are none where there is no sysfs', () => expect(listed()).toEqual([]));

  it('are its serial ports with what USB says of them, and the path that stays', () => {
    machine.plugAdapter('ttyUSB0', FTDI);
    machine.plugAdapter('ttyUSB1', CH340);
    machine.plugCdc('ttyACM0', TWN4);
    const byId = 'dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0';
    machine.link(byId, 'dev/ttyUSB0');
    machine.link('dev/tapclock/reader-pci-0000_00_14_0-usb-0_1_1_0', 'dev/ttyUSB0');
    machine.link('dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0', 'dev/ttyUSB1');
    expect(listed()).toMatchObject([
      {
        kind: 'serial',
        path: at('dev/ttyACM0'),
        stablePath: null,
        usb: { vendorId: '09d8', productId: '0420', serialNumber: null },
        looksLike: { family: 'twn4' },
      },
      {
        path: at('dev/ttyUSB0'),
        stablePath: at(byId),
        name: 'FT232R USB UART',
        usb: { serialNumber: 'A50285BI', manufacturer: 'FTDI' },
        looksLike: { family: null, driver: 'ftdi_sio' },
      },
      {
        path: at('dev/ttyUSB1'),
        stablePath: at('dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0'),
        usb: { vendorId: '1a86', serialNumber: null },
        looksLike: { family: null, candidates: expect.arrayContaining(['rdm6300', 'pn532']) },
      },
    ]);
  });

  it('count tens after ones', () => {
    for (const number of [10, 2]) machine.plugAdapter(`ttyUSB${number}`, FTDI);
    expect(listed().map(({ path }) => path)).toEqual([at('dev/ttyUSB2'), at('dev/ttyUSB10')]);
  });

  it('are ports on the board too, but no consoles and no ports without a chip', () => {
    machine.addConsole('tty1');
    machine.addBoardPort('ttyS0', 0);
    machine.addBoardPort('ttyAMA0', 32);
    expect(listed()).toMatchObject([{ path: at('dev/ttyAMA0'), usb: null, looksLike: null }]);
  });

  it('are HID readers and keyboards, each by its node', () => {
    machine.plugKeyboard({ event: 'event3', hidraw: 'hidraw0' }, PCPROX);
    machine.link('dev/input/by-id/usb-RFIDeas_USB_Keyboard-event-kbd', 'dev/input/event3');
    expect(listed()).toMatchObject([
      {
        kind: 'hidraw',
        path: at('dev/hidraw0'),
        name: 'RFIDeas USB Keyboard',
        looksLike: { family: 'pcprox' },
      },
      {
        kind: 'keyboard',
        path: at('dev/input/event3'),
        stablePath: at('dev/input/by-id/usb-RFIDeas_USB_Keyboard-event-kbd'),
        looksLike: { family: 'wedge' },
      },
    ]);
  });

  it('are no input devices that cannot type a number', () => {
    machine.plugKeyboard({ event: 'event4' }, { ...DESK_KEYBOARD, product: 'Mouse', keys: '1f0000 0 0 0 0' });
    machine.plugKeyboard({ event: 'event5' }, { ...DESK_KEYBOARD, keys: 'zz' });
    expect(listed()).toEqual([]);
  });

  it('have no access where udev made no node', () => {
    machine.plugAdapter('ttyUSB0', FTDI);
    expect(listed()[0]?.access).not.toBeNull();
    rmSync(at('dev/ttyUSB0'));
    expect(listed()).toMatchObject([{ path: at('dev/ttyUSB0'), access: null }]);
  });
});

describe('a device that is looked for', () => {
  it('is found by its ids wherever it is plugged in, as the kind of node that is wanted', () => {
    machine.plugAdapter('ttyUSB0', CH340);
    machine.plugAdapter('ttyUSB7', FTDI);
    machine.plugKeyboard({ event: 'event3', hidraw: 'hidraw2' }, PCPROX);
    const { root } = machine;
    expect(findDevice({ vendorId: '0403', productId: '6001' }, 'serial', root)).toBe(at('dev/ttyUSB7'));
    expect(findDevice({ serialNumber: 'A50285BI' }, 'serial', root)).toBe(at('dev/ttyUSB7'));
    expect(findDevice({ vendorId: '0C27', productId: '3BFA' }, 'hidraw', root)).toBe(at('dev/hidraw2'));
    expect(findDevice({ vendorId: '0C27' }, 'keyboard', root)).toBe(at('dev/input/event3'));
  });

  it('is not found when anything of it is different, or it is another kind of node', () => {
    machine.plugAdapter('ttyUSB0', FTDI);
    machine.addBoardPort('ttyAMA0', 32);
    const { root } = machine;
    for (const identity of [
      { vendorId: '0403', productId: '6015' },
      { vendorId: '0403', serialNumber: 'A50285BJ' },
      { serialNumber: 'a50285bi' },
    ])
      expect(findDevice(identity, 'serial', root)).toBeNull();
    expect(findDevice({ vendorId: '0403' }, 'hidraw', root)).toBeNull();
  });

  it('is the one with the lowest number where several look alike', () => {
    machine.plugAdapter('ttyUSB4', CH340);
    machine.plugAdapter('ttyUSB3', CH340);
    expect(findDevice({ vendorId: '1a86' }, 'serial', machine.root)).toBe(at('dev/ttyUSB3'));
  });
});

describe('what a device looks like', () => {
  const usb = { serialNumber: null, manufacturer: null, product: null };

  it('follows from its ids and its kind, the product before its vendor', () => {
    const of = (vendorId: string, productId: string, kind: 'serial' | 'hidraw' | 'keyboard') =>
      likenessOf({ ...usb, vendorId, productId }, kind)?.family;
    expect(of('0c27', '3bfa', 'hidraw')).toBe('pcprox');
    expect(of('0c27', '3bfa', 'keyboard')).toBe('wedge');
    expect(of('076b', '5427', 'keyboard')).toBe('wedge');
    expect(of('076b', '5a27', 'hidraw')).toBe('hid-report');
    expect(of('09d8', '0410', 'keyboard')).toBe('wedge');
    expect(of('0403', 'ffff', 'serial')).toBeNull();
    expect(of('1234', '5678', 'serial')).toBeUndefined();
    expect(likenessOf(null, 'serial')).toBeNull();
  });

  it('is a family that exists', () => {
    const kinds = ['serial', 'hidraw', 'keyboard'] as const;
    const ids = [
      '09d8:0420',
      '09d8:0410',
      '0c27:3bfa',
      '076b:5a27',
      '16c0:27db',
      '1a86:7523',
      '0403:6001',
      '0c2e:0001',
    ];
    for (const id of ids)
      for (const kind of kinds) {
        const [vendorId = '', productId = ''] = id.split(':');
        for (const name of likenessOf({ ...usb, vendorId, productId }, kind)?.candidates ?? [])
          expect([name, findFamily(name)?.link]).toEqual([name, expect.any(String)]);
      }
  });
});

describe('access to a device', () => {
  it('names the group that has it, and whether the group may use it', () => {
    machine.write('etc/group', `root:x:0:\nbadge:x:${process.getgid?.() ?? 0}:kiosk,tapclock\nbroken\n`);
    machine.write('dev/hidraw0');
    chmodSync(at('dev/hidraw0'), 0o660);
    const { root } = machine;
    expect(groupsOf(root).find(({ name }) => name === 'badge')?.members).toEqual(['kiosk', 'tapclock']);
    const { isAllowed, mode, isOpenToGroup } = accessTo(at('dev/hidraw0'), { root }) ?? {};
    expect({ isAllowed, mode, isOpenToGroup }).toEqual({
      isAllowed: true,
      mode: 'rw-rw----',
      isOpenToGroup: true,
    });
    chmodSync(at('dev/hidraw0'), 0o640);
    expect(accessTo(at('dev/hidraw0'), { root })).toMatchObject({ isOpenToGroup: false, mode: 'rw-r-----' });
    expect(accessTo(at('dev/hidraw0'), { root, readOnly: true })).toMatchObject({ isOpenToGroup: true });
  });
});
