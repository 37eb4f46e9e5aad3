import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CH340, DESK_KEYBOARD, FakeMachine, FTDI, PCPROX } from '../readers/testing/fake-machine.ts';
import { type Check, examine, readerDevices } from './doctor-checks.ts';
import { run, runJson } from './testing/fake-world.ts';

const RULES = 'etc/udev/rules.d/70-tapclock-readers.rules';
const OURS = readFileSync(
  join(import.meta.dirname, '../../../deploy/udev/70-tapclock-readers.rules'),
  'utf8',
);
const USER = { name: 'kiosk', isRoot: false, groupIds: [1000] };

let machine: FakeMachine;

beforeEach(() => {
  machine = new FakeMachine();
  machine.write('etc/group', 'root:x:0:\ndialout:x:20:\nbadge:x:990:\n');
});
afterEach(() => machine.remove());

function checks(changes: { user?: typeof USER; devices?: ReturnType<typeof readerDevices> } = {}): Check[] {
  const { root } = machine;
  return examine({
    ...{
      root,
      user: USER,
      devices: readerDevices(root, null),
      path: null,
      ourRules: { path: '', text: OURS },
    },
    ...changes,
  });
}

const named = (name: string | RegExp, from = checks()) => from.find(check => check.name.search(name) !== -1);

/** Denied to us, whoever runs the tests: root may open everything. */
function denied(group: string | null, isOpenToGroup = true) {
  return readerDevices(machine.root, null).map(device => ({
    ...device,
    access: { isAllowed: false, mode: 'rw-rw----', group, isOpenToGroup },
  }));
}

describe('doctor', () => {
  it('finds nothing in the way of a machine that is set up', async () => {
    machine.plugAdapter('ttyUSB0', FTDI);
    machine.write(RULES, OURS);
    const found = checks();
    expect(found.map(({ state }) => new Set(['ok']).has(state))).not.toContain(false);
    expect(found.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['udev rules', 'ModemManager', `access ${machine.root}/dev/ttyUSB0`]),
    );
    const { code, out } = await run(['doctor'], { root: machine.root });
    expect(code).toBe(0);
    expect(out).toMatch(/nothing is in the way\n$/);
  });

  it('misses a reader, on a machine and in a container', () => {
    expect(named('devices')).toMatchObject({ state: 'problem', fix: expect.stringContaining('--device') });
    machine.addConsole('tty0');
    expect(named('devices')).toMatchObject({ state: 'problem', fix: expect.stringContaining('lsusb') });
  });

  it('says which group is missing, and when it only takes a new login', () => {
    machine.plugAdapter('ttyUSB0', FTDI);
    expect(named(/^access/, checks({ devices: denied('dialout') }))).toMatchObject({
      state: 'problem',
      fix: 'sudo usermod -aG dialout kiosk, then log out and in again',
    });
    machine.write('etc/group', 'dialout:x:20:kiosk\n');
    expect(named(/^access/, checks({ devices: denied('dialout') }))).toMatchObject({
      fix: 'log out and in again',
    });
    for (const devices of [denied('root'), denied('dialout', false), denied(null)])
      expect(named(/^access/, checks({ devices }))).toMatchObject({
        fix: expect.stringContaining('/etc/udev/rules.d/'),
      });
  });

  it('sees a device without a node', () => {
    machine.plugAdapter('ttyUSB0', FTDI);
    const devices = readerDevices(machine.root, null).map(device => ({ ...device, access: null }));
    expect(named(/^access/, checks({ devices }))).toMatchObject({
      state: 'problem',
      fix: 'sudo udevadm trigger',
    });
  });

  it('compares the udev rules', () => {
    machine.plugAdapter('ttyUSB0', FTDI);
    expect(named('udev rules')).toMatchObject({
      state: 'problem',
      fix: expect.stringContaining('udevadm control --reload'),
    });
    machine.write(RULES, '# older\n');
    expect(named('udev rules')).toMatchObject({
      state: 'note',
      text: expect.stringContaining('not those of this version'),
    });
    machine.write(RULES, OURS);
    expect(named('udev rules')).toMatchObject({ state: 'ok' });
  });

  it('needs no udev rules for a port on the board', () => {
    machine.addBoardPort('ttyAMA0', 32);
    expect(named('udev rules')).toMatchObject({ state: 'note' });
  });

  it('names the program that holds the port', () => {
    machine.plugAdapter('ttyUSB0', FTDI);
    machine.write('proc/812/comm', 'ModemManager\n');
    machine.write('proc/813/comm', 'minicom\n');
    machine.link('proc/813/fd/7', 'dev/ttyUSB0');
    expect(named(/^free/)).toMatchObject({
      state: 'problem',
      text: expect.stringContaining('held by minicom (process 813)'),
      fix: 'stop it: sudo kill 813',
    });
    machine.link('proc/812/fd/3', 'dev/ttyUSB0');
    expect(named(/^free/)).toMatchObject({
      text: expect.stringContaining('ModemManager'),
      fix: expect.stringContaining('mask'),
    });
  });

  it('fears ModemManager where no rule keeps it away', () => {
    machine.plugAdapter('ttyUSB0', FTDI);
    machine.write('proc/812/comm', 'ModemManager\n');
    expect(named('ModemManager')).toMatchObject({ state: 'problem' });
    machine.write(RULES, OURS);
    expect(named('ModemManager')).toMatchObject({ state: 'ok' });
  });

  it('misses the driver of an adapter, or blames brltty for it', () => {
    machine.plugUsb(CH340);
    expect(named(/^driver/)).toMatchObject({ state: 'problem', fix: 'sudo modprobe ch341' });
    machine.write('usr/bin/brltty');
    expect(named(/^driver/)).toMatchObject({
      text: expect.stringContaining('brltty'),
      fix: expect.stringContaining('apt remove'),
    });
  });

  it('warns of brltty only where it may do harm', () => {
    machine.write('usr/bin/brltty');
    machine.plugAdapter('ttyUSB0', { ...FTDI, productId: '6015' });
    expect(named('brltty')).toBeUndefined();
    machine.plugAdapter('ttyUSB1', CH340);
    expect(named('brltty')).toMatchObject({ state: 'note', fix: 'sudo apt remove brltty' });
  });

  it('wants the group badge and libusb for a HID reader', () => {
    machine.plugKeyboard({ event: 'event3', hidraw: 'hidraw0' }, PCPROX);
    expect(named('group badge')).toMatchObject({
      state: 'problem',
      fix: expect.stringContaining('usermod -aG badge kiosk'),
    });
    expect(named('group badge', checks({ user: { ...USER, groupIds: [990] } }))).toMatchObject({
      state: 'ok',
    });
    machine.write('etc/group', 'root:x:0:\n');
    expect(named('group badge')).toMatchObject({ fix: expect.stringContaining('groupadd --system badge') });
    expect(named('libusb')).toMatchObject({ state: 'problem', fix: 'sudo apt install libusb-1.0-0' });
    machine.write('usr/lib/x86_64-linux-gnu/libusb-1.0.so.0');
    expect(named('libusb')).toMatchObject({ state: 'ok' });
  });

  it('leaves the keyboard on the desk alone', () => {
    machine.plugKeyboard({ event: 'event5' }, DESK_KEYBOARD);
    expect(readerDevices(machine.root, null)).toEqual([]);
  });

  it('looks at one port when asked to, by any of its names', async () => {
    machine.plugAdapter('ttyUSB0', FTDI);
    machine.plugAdapter('ttyUSB1', CH340);
    machine.link('dev/serial/by-id/usb-FTDI', 'dev/ttyUSB0');
    machine.write(RULES, OURS);
    const port = `${machine.root}/dev/serial/by-id/usb-FTDI`;
    const { json, code } = await runJson(['doctor', '--port', port], { root: machine.root });
    expect(code).toBe(0);
    expect(JSON.stringify(json)).toContain('ttyUSB0');
    expect(JSON.stringify(json)).not.toContain('ttyUSB1');
  });

  it.each([
    ['a path that is not there', '/dev/nothing-there', 'problem', /is not there/],
    ['a path that is something else', import.meta.filename, 'problem', /no serial port: it is a file/],
    ['a terminal that sysfs does not know', '/dev/ptmx', 'note', /pseudo-terminal/],
  ])('of %s says so, and never that there are no ports', async (_, port, state, text) => {
    machine.plugAdapter('ttyUSB0', FTDI);
    const { json } = await runJson(['doctor', '--port', port], { root: machine.root });
    const { checks: found } = json as { checks: Check[] };
    expect(named('devices', found)).toBeUndefined();
    expect(named(/^access/, found)).toMatchObject({ state, text: expect.stringMatching(text) });
  });

  it.each([
    [['--port', '/dev/ttyUSB0', '--family', 'rdm'], /no family rdm/],
    [['--port', '/dev/ttyUSB0', '--family', 'rdm6300', '--checksum', 'crc'], /one of xor, sum8/],
    [['--port', '/dev/ttyUSB0', '--checksum', 'xor'], /give --family/],
    [['--port', 'ttyUSB0'], /full path/],
    [['--family', 'rdm6300'], /give --port/],
    [['--seconds', '0'], /from 1 to 600/],
    [['/dev/ttyUSB0'], /a word too many/],
  ])('looks at how it was called before anything else: %j', async (argv, problem) => {
    const { code, out, err } = await run(['doctor', ...argv], { root: machine.root });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(problem);
  });

  it('ends with trouble where there is some', async () => {
    machine.plugAdapter('ttyUSB0', FTDI);
    chmodSync(join(machine.root, 'dev/ttyUSB0'), 0o600);
    const { code, out } = await run(['doctor'], { root: machine.root });
    expect(code).toBe(1);
    expect(out).toMatch(/^PROBLEM {2}the udev rules are not installed\n {9}sudo cp deploy/m);
    expect(out).toMatch(/\d to mend\n$/);
    expect(await runJson(['doctor'], { root: machine.root })).toMatchObject({ code: 1, json: { ok: false } });
  });
});
