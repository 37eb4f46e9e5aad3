import type { UsbDevice } from './sysfs.ts';

export type DeviceKind = 'serial' | 'hidraw' | 'keyboard';

/** What a device most likely is, by its USB ids. */
export interface Likeness {
  /** For people. */
  name: string;
  /** The family that reads it; null for an adapter, behind which anything may be. */
  family: string | null;
  /** Families worth asking for, most likely first. */
  candidates: readonly string[];
  /** The kernel module that makes a port of it, for serial devices. */
  driver?: string;
}

interface KnownDevice extends Likeness {
  vendorId: string;
  /** Any product of this vendor where it is left out. */
  productId?: string;
  /** Of which kind of device node this is said; any where it is left out. */
  kind?: DeviceKind;
}

const TTL_MODULES = ['rdm6300', 'pn532', 'osdp', 'twn4', 'line'] as const;
const RS485_FIRST = ['osdp', 'rdm6300', 'pn532', 'twn4', 'line'] as const;

/** Ids as `lsusb` shows them. The first that fits counts, so products stand before their vendor. */
const KNOWN: readonly KnownDevice[] = [
  device('09d8:0420', 'Elatec TWN4 with simple protocol', 'twn4', { kind: 'serial', driver: 'cdc_acm' }),
  device('09d8:0410', 'Elatec TWN4 with keyboard firmware', 'wedge'),
  device('0c27:3bfa', 'rf IDEAS pcProx', 'pcprox', { kind: 'hidraw' }),
  device('0c27:3bfa', 'rf IDEAS pcProx in keystroke mode', 'wedge', { kind: 'keyboard' }),
  device('16c0:27db', '125 kHz reader that types', 'wedge'),
  device('ffff:0035', '125 kHz reader that types', 'wedge'),
  device('076b:5428', 'HID OMNIKEY 5x27 in keyboard mode', 'wedge', { kind: 'keyboard' }),
  device('076b:5427', 'HID OMNIKEY 5x27 in keyboard mode', 'wedge', { kind: 'keyboard' }),
  device('076b', 'HID OMNIKEY', 'hid-report', { kind: 'hidraw' }),
  adapter('1a86:7523', 'CH340 adapter', TTL_MODULES, 'ch341'),
  adapter('1a86:5523', 'CH341 adapter', TTL_MODULES, 'ch341'),
  adapter('1a86:55d4', 'CH9102 adapter', TTL_MODULES, 'cdc_acm'),
  adapter('1a86:55d3', 'CH343 adapter', TTL_MODULES, 'cdc_acm'),
  adapter('10c4:ea60', 'CP210x adapter', TTL_MODULES, 'cp210x'),
  adapter('067b', 'PL2303 adapter', TTL_MODULES, 'pl2303'),
  adapter('0403:6015', 'FTDI FT-X adapter', RS485_FIRST, 'ftdi_sio'),
  adapter('0403', 'FTDI adapter', RS485_FIRST, 'ftdi_sio'),
  device('05f9', 'Datalogic scanner', 'scanner', { kind: 'serial', driver: 'cdc_acm' }),
  device('0c2e', 'Honeywell scanner', 'scanner', { kind: 'serial', driver: 'cdc_acm' }),
  device('05e0', 'Zebra scanner', 'scanner', { kind: 'serial', driver: 'cdc_acm' }),
];

/** What is known of a device's ids; null for one that nobody has described. */
export function likenessOf(usb: UsbDevice | null, kind: DeviceKind): Likeness | null {
  if (usb === null) return null;
  const known = KNOWN.find(
    entry =>
      entry.vendorId === usb.vendorId &&
      (entry.productId ?? usb.productId) === usb.productId &&
      (entry.kind ?? kind) === kind,
  );
  if (known === undefined) return null;
  const { name, family, candidates, driver } = known;
  return { name, family, candidates, ...(driver === undefined ? {} : { driver }) };
}

type More = Pick<KnownDevice, 'kind' | 'driver'>;

function device(ids: string, name: string, family: string, more: More = {}): KnownDevice {
  return { ...split(ids), name, family, candidates: [family], ...more };
}

function adapter(ids: string, name: string, candidates: readonly string[], driver: string): KnownDevice {
  return { ...split(ids), name, family: null, candidates, kind: 'serial', driver };
}

function split(ids: string): Pick<KnownDevice, 'vendorId' | 'productId'> {
  const [vendorId = '', productId] = ids.split(':');
  return productId === undefined ? { vendorId } : { vendorId, productId };
}
