import { type Device, type DeviceKind, listDevices } from '../readers/index.ts';
import { aligned } from './table.ts';
import type { Verb } from './verb.ts';
import { EXIT } from './world.ts';

const TITLES: Record<DeviceKind, string> = {
  serial: 'Serial ports',
  hidraw: 'HID devices',
  keyboard: 'Keyboards',
};

export const list: Verb = {
  name: 'list',
  summary: 'what is plugged in here, and what it looks like',
  usage: 'list [--json]',
  options: {},
  run(args, world) {
    const devices = listDevices(world.root);
    if (args.flags.has('json'))
      world.out(
        `${JSON.stringify({ ok: true, devices: devices.map(device => ({ ...device, config: whereIs(device) })) })}\n`,
      );
    else world.out(textOf(devices));
    return Promise.resolve(EXIT.ok);
  },
};

/** How a device is named in the configuration: a path that stays, else what it is, else the path it has now. */
export function whereIs({ path, stablePath, usb }: Device): Readonly<Record<string, unknown>> {
  if (stablePath !== null) return { port: stablePath };
  if (usb === null) return { port: path };
  const { vendorId, productId, serialNumber } = usb;
  return { usb: { vendorId, productId, ...(serialNumber === null ? {} : { serialNumber }) } };
}

/** The line to paste into `readers` of the configuration. */
export function configLine(settings: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(settings).map(([name, value]) => `${JSON.stringify(name)}: ${spaced(value)}`);
  return `{ ${fields.join(', ')} }`;
}

function spaced(value: unknown): string {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? configLine(value as Record<string, unknown>) : JSON.stringify(value);
}

function textOf(devices: readonly Device[]): string {
  if (devices.length === 0)
    return 'No serial port, HID device or keyboard. Is the reader plugged in? In a container, was its device given to it?\n';
  const kinds = (['serial', 'hidraw', 'keyboard'] as const).filter(kind =>
    devices.some(device => device.kind === kind),
  );
  return kinds
    .map(
      kind =>
        `${TITLES[kind]}\n\n${devices
          .filter(device => device.kind === kind)
          .map(deviceText)
          .join('\n')}`,
    )
    .join('\n');
}

function deviceText(device: Device): string {
  const { path, usb, name, access } = device;
  const ids = usb === null ? 'not USB' : `${usb.vendorId}:${usb.productId}`;
  const serial = usb?.serialNumber ? `, serial number ${usb.serialNumber}` : '';
  const permission =
    access === null
      ? 'there is no such node: no udev here?'
      : `${access.isAllowed ? 'yes' : 'NO'} (${access.mode}, group ${access.group ?? 'unknown'})`;
  return `  ${path}\n${aligned(
    [
      ['is', `${ids} ${name ?? ''}`.trim() + serial],
      ['looks like', likenessText(device)],
      ['may be read', permission],
      ['configure', configLine(whereIs(device)).slice(2, -2)],
    ],
    4,
  )}`;
}

function likenessText({ looksLike, kind, path }: Device): string {
  if (looksLike?.family) return `${looksLike.name}: family ${looksLike.family}`;
  if (looksLike !== null)
    return `${looksLike.name}; behind it ${looksLike.candidates.join(', ')} or another: detect --port ${path}`;
  if (kind === 'serial') return `nothing known: detect --port ${path}`;
  return kind === 'keyboard'
    ? 'a keyboard; a badge reader only if it types badge numbers: wedge'
    : 'nothing known';
}
