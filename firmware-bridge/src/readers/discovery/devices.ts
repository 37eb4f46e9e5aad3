import { join } from 'node:path';
import { type Access, accessTo } from './access.ts';
import { type DeviceKind, type Likeness, likenessOf } from './known-devices.ts';
import { linkTarget, namesIn, readText, realPath, type UsbDevice, usbDeviceAbove } from './sysfs.ts';

/** A device node through which a reader may be read. */
export interface Device {
  kind: DeviceKind;
  /** `/dev/ttyUSB0`: another one after the next replug. */
  path: string;
  /** A path that stays, for the configuration; null where udev made none. */
  stablePath: string | null;
  /** What the kernel calls it, such as a keyboard's name. */
  name: string | null;
  usb: UsbDevice | null;
  looksLike: Likeness | null;
  /** Null when sysfs knows it and there is no node: no udev, or a container. */
  access: Access | null;
}

/** Devices listed at most, of each kind. */
const DEVICES_MAX = 256;
/** `linux/input-event-codes.h`: digits and Enter, which any keyboard has that types badge numbers. */
const KEYS_OF_A_KEYBOARD = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 28];

/** Serial ports, HID devices and keyboards of this machine. `root` is another tree for tests. Linux only; nothing elsewhere. */
export function listDevices(root = '/'): Device[] {
  return [...serialPorts(root), ...hidDevices(root), ...keyboards(root)];
}

function serialPorts(root: string): Device[] {
  const folder = join(root, 'sys/class/tty');
  const links = stableNames(root, ['dev/serial/by-id', 'dev/tapclock', 'dev/serial/by-path']);
  return entries(folder).flatMap(name => {
    const devicePath = join(folder, name, 'device');
    // A terminal without a device is a console or a pseudo-terminal. Type 0: a driver that found no chip (PORT_UNKNOWN).
    if (realPath(devicePath) === null || readText(join(folder, name, 'type')) === '0') return [];
    const usb = usbDeviceAbove(devicePath);
    const product = usb === null ? driverOf(devicePath) : (usb.product ?? usb.manufacturer);
    return [deviceOf(root, 'serial', { node: `dev/${name}`, links, usb, name: product })];
  });
}

function hidDevices(root: string): Device[] {
  const folder = join(root, 'sys/class/hidraw');
  return entries(folder).map(node => {
    const devicePath = join(folder, node, 'device');
    const name = /^HID_NAME=(.*)$/m.exec(readText(join(devicePath, 'uevent')) ?? '')?.[1] ?? null;
    const usb = usbDeviceAbove(devicePath);
    return deviceOf(root, 'hidraw', { node: `dev/${node}`, links: new Map(), usb, name });
  });
}

function keyboards(root: string): Device[] {
  const folder = join(root, 'sys/class/input');
  const links = stableNames(root, ['dev/input/by-id', 'dev/input/by-path']);
  return entries(folder)
    .filter(node => /^event\d+$/.test(node))
    .flatMap(node => {
      const devicePath = join(folder, node, 'device');
      if (!isKeyboard(readText(join(devicePath, 'capabilities/key')))) return [];
      const usb = usbDeviceAbove(devicePath);
      const name = readText(join(devicePath, 'name'));
      return [deviceOf(root, 'keyboard', { node: `dev/input/${node}`, links, usb, name })];
    });
}

interface Found {
  node: string;
  links: ReadonlyMap<string, string>;
  usb: UsbDevice | null;
  name: string | null;
}

function deviceOf(root: string, kind: DeviceKind, { node, links, usb, name }: Found): Device {
  const path = join(root, node);
  return {
    kind,
    path,
    stablePath: links.get(path) ?? null,
    name,
    usb,
    looksLike: likenessOf(usb, kind),
    access: accessTo(path, { root, readOnly: kind === 'keyboard' }),
  };
}

function entries(folder: string): string[] {
  return namesIn(folder).slice(0, DEVICES_MAX);
}

/** Device node to the link that udev made for it; the first folder counts. */
function stableNames(root: string, folders: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const folder of folders) {
    for (const name of entries(join(root, folder))) {
      const link = join(root, folder, name);
      const node = linkTarget(link);
      if (node !== null && !names.has(node)) names.set(node, link);
    }
  }
  return names;
}

function driverOf(devicePath: string): string | null {
  return realPath(join(devicePath, 'driver'))?.split('/').at(-1) ?? null;
}

/** `capabilities/key` is a bit map in hex words, the highest first; its words have the kernel's word size. */
function isKeyboard(capabilities: string | null): boolean {
  const lowest = capabilities?.split(' ').at(-1) ?? '';
  if (!/^[0-9a-f]{1,16}$/i.test(lowest)) return false;
  const bits = BigInt(`0x${lowest}`);
  return KEYS_OF_A_KEYBOARD.every(key => ((bits >> BigInt(key)) & 1n) === 1n);
}
