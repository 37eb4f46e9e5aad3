import { type Device, listDevices } from './devices.ts';
import type { DeviceKind, Likeness } from './known-devices.ts';
import { realPath } from './sysfs.ts';

/** What is known of the device that is looked for; what is left out may be anything. */
export interface DeviceIdentity {
  /** Four hex digits, of either case. */
  vendorId?: string | undefined;
  productId?: string | undefined;
  serialNumber?: string | undefined;
}

/**
 * Path of the device that has this identity, wherever it is plugged in now; null when it is not. Of several that look alike the one with the
 * lowest number: they can only be told apart by their sockets, so configure those by a path under `/dev/tapclock` or `/dev/serial/by-path`.
 */
export function findDevice(identity: DeviceIdentity, kind: DeviceKind, root = '/'): string | null {
  const device = listDevices(root).find(candidate => candidate.kind === kind && isIt(candidate, identity));
  return device?.path ?? null;
}

function isIt({ usb }: Device, { vendorId, productId, serialNumber }: DeviceIdentity): boolean {
  if (usb === null) return false;
  return (
    (vendorId?.toLowerCase() ?? usb.vendorId) === usb.vendorId &&
    (productId?.toLowerCase() ?? usb.productId) === usb.productId &&
    (serialNumber ?? usb.serialNumber) === usb.serialNumber
  );
}

/** The device behind a path, which may be one of the links that udev makes; null for one that sysfs does not know. */
export function deviceAt(path: string, root = '/'): Device | null {
  const node = realPath(path);
  return node === null ? null : (listDevices(root).find(device => realPath(device.path) === node) ?? null);
}

/** What the device behind a path looks like by its USB ids. */
export function likenessAt(path: string, root = '/'): Likeness | null {
  return deviceAt(path, root)?.looksLike ?? null;
}
