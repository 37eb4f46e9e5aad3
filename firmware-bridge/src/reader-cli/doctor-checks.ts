import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Device,
  groupsOf,
  likenessOf,
  listDevices,
  namesIn,
  readText,
  realPath,
  usbDeviceAt,
} from '../readers/index.ts';
import { notSerial } from './serial-check.ts';
import type { World } from './world.ts';

/** What one look found. `note`: it works, and somebody should know. */
export interface Check {
  name: string;
  state: 'ok' | 'problem' | 'note';
  text: string;
  /** The command that mends it. */
  fix?: string;
}

export interface Examined {
  root: string;
  user: World['user'];
  /** Devices that are readers, or that somebody asked about. */
  devices: readonly Device[];
  /** The one port that somebody asked about, which need not be among the devices; null when all are meant. */
  path: string | null;
  /** The udev rules that come with this version; null where it has none beside it. */
  ourRules: { path: string; text: string } | null;
}

const RULES = 'etc/udev/rules.d/70-tapclock-readers.rules';
/** Adapters whose ids brltty takes for Braille displays. */
const BRLTTY_IDS = ['1a86:7523', '10c4:ea60', '0403:6001'];
const LIBUSB_FOLDERS = ['lib', 'lib64', 'usr/lib', 'usr/lib64', 'usr/local/lib'];
const PROCESSES_MAX = 10_000;

/** Devices that may be badge readers: each port, and those HID devices and keyboards that look like one. */
export function readerDevices(root: string, path: string | null): Device[] {
  const devices = listDevices(root);
  if (path === null) return devices.filter(({ kind, looksLike }) => kind === 'serial' || looksLike !== null);
  const node = realPath(path);
  return devices.filter(device => realPath(device.path) === node);
}

/** Everything that can be seen without a badge. */
export function examine(examined: Examined): Check[] {
  return [
    ...present(examined),
    ...examined.devices.flatMap(device => [access(device, examined), ...holders(device, examined)]),
    ...drivers(examined),
    ...rules(examined),
    ...groups(examined),
    ...brltty(examined),
    ...modemManager(examined),
    ...libusb(examined),
  ];
}

function present({ devices, root, path }: Examined): Check[] {
  if (devices.length > 0) return [];
  if (path !== null) return [unknownPort(path, root)];
  const text = 'no serial port, and nothing that looks like a badge reader';
  const fix = existsSync(join(root, 'sys/class/tty'))
    ? 'plug it in, then: lsusb'
    : 'give the container its device: docker run --device /dev/ttyUSB0 …';
  return [{ name: 'devices', state: 'problem', text, fix }];
}

/** A path that is none of the kernel's ports. */
function unknownPort(path: string, root: string): Check {
  const name = `access ${path}`;
  const fix = 'npm run -s reader -- list';
  if (realPath(path) === null) return { name, state: 'problem', text: `${path} is not there`, fix };
  const problem = notSerial(path, root);
  if (problem !== null) return { name, state: 'problem', text: problem, fix };
  return {
    name,
    state: 'note',
    text: `${path} is no port that the kernel describes: a pseudo-terminal, for example`,
  };
}

function access({ path, kind, access: now }: Device, { user, root }: Examined): Check {
  const name = `access ${path}`;
  if (now === null)
    return {
      name,
      state: 'problem',
      text: `${path} is not there, though the kernel knows the device`,
      fix: 'sudo udevadm trigger',
    };
  const rights = `${now.mode}, group ${now.group ?? 'unknown'}`;
  if (now.isAllowed)
    return {
      name,
      state: 'ok',
      text: `${path} may be ${kind === 'keyboard' ? 'read' : 'read and written'} (${rights})`,
    };
  const text = `${path} may not be opened by ${user.name} (${rights})`;
  if (!now.isOpenToGroup || now.group === null || now.group === 'root')
    return { name, state: 'problem', text: `${text}: no rule opens it to a group`, fix: installRules() };
  const group = groupsOf(root).find(known => known.name === now.group);
  if (group?.members.includes(user.name) === true)
    return {
      name,
      state: 'problem',
      text: `${text}: you are in the group, but were not when you logged in`,
      fix: 'log out and in again',
    };
  return {
    name,
    state: 'problem',
    text,
    fix: `sudo usermod -aG ${now.group} ${user.name}, then log out and in again`,
  };
}

/** Programs that have the device open. Those of other users are seen by root only. */
function holders({ path, kind }: Device, { root, user }: Examined): Check[] {
  const node = realPath(path);
  if (node === null || kind !== 'serial') return [];
  const found = processes(root).filter(({ pid }) =>
    namesIn(join(root, 'proc', pid, 'fd')).some(fd => realPath(join(root, 'proc', pid, 'fd', fd)) === node),
  );
  const name = `free ${path}`;
  if (found.length > 0)
    return found.map(({ pid, command }) => ({
      name,
      state: 'problem' as const,
      text: `${path} is held by ${command} (process ${pid})`,
      fix:
        command === 'ModemManager' ? 'sudo systemctl mask --now ModemManager' : `stop it: sudo kill ${pid}`,
    }));
  const seen = user.isRoot ? 'no program holds' : 'none of your own programs holds';
  return [{ name, state: 'ok', text: `${seen} ${path}` }];
}

/** Adapters that are plugged in and have no port. */
function drivers({ root }: Examined): Check[] {
  const folder = join(root, 'sys/bus/usb/devices');
  const ports = listDevices(root).filter(({ kind }) => kind === 'serial');
  return namesIn(folder).flatMap(entry => {
    const usb = usbDeviceAt(join(folder, entry));
    const likeness = usb === null ? null : likenessOf(usb, 'serial');
    if (usb === null || likeness?.driver === undefined) return [];
    const isThere = ports.some(
      ({ usb: of }) =>
        of?.vendorId === usb.vendorId &&
        of.productId === usb.productId &&
        of.serialNumber === usb.serialNumber,
    );
    if (isThere) return [];
    const ids = `${usb.vendorId}:${usb.productId}`;
    const isBraille = BRLTTY_IDS.includes(ids) && hasBrltty(root);
    return [
      {
        name: `driver ${ids}`,
        state: 'problem' as const,
        text: `${likeness.name} (${ids}) is plugged in and has no port: ${isBraille ? 'brltty took it' : `the driver ${likeness.driver} is not loaded`}`,
        fix: isBraille ? 'sudo apt remove brltty, then plug it in again' : `sudo modprobe ${likeness.driver}`,
      },
    ];
  });
}

function rules({ root, ourRules, devices }: Examined): Check[] {
  const installed = readText(join(root, RULES));
  if (installed === null) {
    // Without USB there is nothing they do: a port on the board has its group from the system.
    const isNeeded = devices.some(({ usb }) => usb !== null);
    return [
      {
        name: 'udev rules',
        state: isNeeded ? 'problem' : 'note',
        text: 'the udev rules are not installed',
        fix: installRules(),
      },
    ];
  }
  if (ourRules !== null && ourRules.text.trim() !== installed)
    return [
      {
        name: 'udev rules',
        state: 'note',
        text: 'the installed udev rules are not those of this version',
        fix: installRules(),
      },
    ];
  return [{ name: 'udev rules', state: 'ok', text: 'the udev rules are installed' }];
}

function installRules(): string {
  return 'sudo cp deploy/udev/70-tapclock-readers.rules /etc/udev/rules.d/ && sudo udevadm control --reload && sudo udevadm trigger';
}

function groups({ root, devices, user }: Examined): Check[] {
  if (!devices.some(({ kind }) => kind !== 'serial')) return [];
  const badge = groupsOf(root).find(({ name }) => name === 'badge');
  if (badge === undefined)
    return [
      {
        name: 'group badge',
        state: 'problem',
        text: 'there is no group badge, to which HID readers and keyboards are opened',
        fix: `sudo groupadd --system badge && sudo usermod -aG badge ${user.name}, then log out and in again`,
      },
    ];
  const isMember = user.isRoot || user.groupIds.includes(badge.id);
  if (isMember)
    return [{ name: 'group badge', state: 'ok', text: 'the group badge is there, and you are in it' }];
  return [
    {
      name: 'group badge',
      state: 'problem',
      text: `${user.name} is not in the group badge`,
      fix: `sudo usermod -aG badge ${user.name}, then log out and in again`,
    },
  ];
}

function brltty({ root, devices }: Examined): Check[] {
  const isAtRisk = devices.some(
    ({ usb }) => usb !== null && BRLTTY_IDS.includes(`${usb.vendorId}:${usb.productId}`),
  );
  if (!isAtRisk || !hasBrltty(root)) return [];
  const text = 'brltty is installed: it takes some of these adapters for Braille displays';
  return [{ name: 'brltty', state: 'note', text, fix: 'sudo apt remove brltty' }];
}

function hasBrltty(root: string): boolean {
  return ['usr/bin/brltty', 'bin/brltty', 'sbin/brltty', 'usr/sbin/brltty'].some(path =>
    existsSync(join(root, path)),
  );
}

function modemManager({ root, devices }: Examined): Check[] {
  if (!devices.some(({ kind, usb }) => kind === 'serial' && usb !== null)) return [];
  const isRunning = processes(root).some(({ command }) => command === 'ModemManager');
  if (!isRunning) return [{ name: 'ModemManager', state: 'ok', text: 'ModemManager does not run' }];
  if (existsSync(join(root, RULES)))
    return [
      { name: 'ModemManager', state: 'ok', text: 'ModemManager runs, and the udev rules keep it away' },
    ];
  return [
    {
      name: 'ModemManager',
      state: 'problem',
      text: 'ModemManager runs, and sends modem commands to each new port',
      fix: 'install the udev rules, or: sudo systemctl mask --now ModemManager',
    },
  ];
}

function libusb({ root, devices }: Examined): Check[] {
  if (!devices.some(({ kind }) => kind === 'hidraw')) return [];
  const folders = LIBUSB_FOLDERS.flatMap(folder => [
    folder,
    ...namesIn(join(root, folder))
      .filter(name => name.includes('-linux-'))
      .map(name => join(folder, name)),
  ]);
  const isThere = folders.some(folder =>
    namesIn(join(root, folder)).some(name => name.startsWith('libusb-1.0.so')),
  );
  if (isThere) return [{ name: 'libusb', state: 'ok', text: 'libusb is installed' }];
  return [
    {
      name: 'libusb',
      state: 'problem',
      text: 'libusb is missing, which HID readers need',
      fix: 'sudo apt install libusb-1.0-0',
    },
  ];
}

function processes(root: string): { pid: string; command: string }[] {
  return namesIn(join(root, 'proc'))
    .filter(name => /^\d+$/.test(name) && name !== String(process.pid))
    .slice(0, PROCESSES_MAX)
    .flatMap(pid => {
      const command = readText(join(root, 'proc', pid, 'comm'));
      return command === null ? [] : [{ pid, command }];
    });
}
