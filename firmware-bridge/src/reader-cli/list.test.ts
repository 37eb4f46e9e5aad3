import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CH340, FakeMachine, FTDI, PCPROX, TWN4 } from '../readers/testing/fake-machine.ts';
import { configLine } from './list.ts';
import { run, runJson } from './testing/fake-world.ts';

let machine: FakeMachine;

beforeEach(() => {
  machine = new FakeMachine();
});
afterEach(() => machine.remove());

describe('list', () => {
  it('says that there is nothing, and what to think of', async () => {
    const { code, out } = await run(['list'], { root: machine.root });
    expect(code).toBe(0);
    expect(out).toMatch(/plugged in\?/);
  });

  it('shows what is plugged in, what it looks like and how to configure it', async () => {
    machine.plugAdapter('ttyUSB0', FTDI);
    machine.plugAdapter('ttyUSB1', CH340);
    machine.plugCdc('ttyACM0', TWN4);
    machine.plugKeyboard({ event: 'event3', hidraw: 'hidraw0' }, PCPROX);
    machine.link('dev/serial/by-id/usb-FTDI_A50285BI-if00-port0', 'dev/ttyUSB0');
    const { out } = await run(['list'], { root: machine.root });
    for (const text of [
      'Serial ports',
      'HID devices',
      'Keyboards',
      '0403:6001 FT232R USB UART, serial number A50285BI',
      `"port": "${machine.root}/dev/serial/by-id/usb-FTDI_A50285BI-if00-port0"`,
      '"usb": { "vendorId": "1a86", "productId": "7523" }',
      'Elatec TWN4 with simple protocol: family twn4',
      'rf IDEAS pcProx: family pcprox',
      `detect --port ${machine.root}/dev/ttyUSB0`,
    ])
      expect(out).toContain(text);
  });

  it('says the same to machines', async () => {
    machine.plugAdapter('ttyUSB0', FTDI);
    expect(await runJson(['list'], { root: machine.root })).toMatchObject({
      code: 0,
      json: {
        ok: true,
        devices: [
          {
            kind: 'serial',
            path: `${machine.root}/dev/ttyUSB0`,
            usb: { vendorId: '0403', serialNumber: 'A50285BI' },
            looksLike: { family: null },
            access: { isAllowed: true },
            config: { usb: { vendorId: '0403', productId: '6001', serialNumber: 'A50285BI' } },
          },
        ],
      },
    });
  });

  it('writes lines that are JSON', () => {
    const settings = { id: 'a', usb: { vendorId: '1a86' }, formats: ['H10301'], baudRate: 9600 };
    expect(JSON.parse(configLine(settings))).toEqual(settings);
  });
});
