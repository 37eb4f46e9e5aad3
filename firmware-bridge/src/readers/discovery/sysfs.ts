import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Of longer files only the beginning is read. */
const TEXT_LENGTH_MAX = 65_536;
/** A device hangs below its USB device by five folders or so; hubs add none. */
const LEVELS_MAX = 16;

/** What a USB device says of itself. Texts are null where it has none. */
export interface UsbDevice {
  /** Four lower-case hex digits. */
  vendorId: string;
  productId: string;
  serialNumber: string | null;
  manufacturer: string | null;
  product: string | null;
}

/** One line of sysfs, without the line end; null when there is no such file, or nothing in it. */
export function readText(path: string): string | null {
  try {
    const text = readFileSync(path, 'utf8').slice(0, TEXT_LENGTH_MAX).trim();
    return text === '' ? null : text;
  } catch {
    // A device may be pulled between two looks, and not every attribute is for everybody: both are "it does not say".
    return null;
  }
}

/** Names in a folder, sorted as people count; none when there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  } catch {
    return [];
  }
}

/** Where a path really is, all links followed; null when it is nowhere. */
export function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

/** What a link points to, as an absolute path, followed one step; null when it is none. */
export function linkTarget(path: string): string | null {
  try {
    return resolve(dirname(path), readlinkSync(path));
  } catch {
    return null;
  }
}

/** The USB device that a device of sysfs belongs to: the nearest folder above it that has a vendor id. */
export function usbDeviceAbove(devicePath: string): UsbDevice | null {
  let folder = realPath(devicePath);
  for (let level = 0; folder !== null && level < LEVELS_MAX; level += 1) {
    const device = usbDeviceAt(folder);
    if (device !== null) return device;
    const parent = dirname(folder);
    folder = parent === folder ? null : parent;
  }
  return null;
}

/** The USB device whose folder this is; null when it is another kind of folder. */
export function usbDeviceAt(folder: string): UsbDevice | null {
  const vendorId = readText(join(folder, 'idVendor'));
  const productId = readText(join(folder, 'idProduct'));
  if (vendorId === null || productId === null) return null;
  return {
    vendorId: vendorId.toLowerCase(),
    productId: productId.toLowerCase(),
    serialNumber: readText(join(folder, 'serial')),
    manufacturer: readText(join(folder, 'manufacturer')),
    product: readText(join(folder, 'product')),
  };
}
