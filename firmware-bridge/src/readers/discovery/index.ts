export { type Access, accessTo, groupsOf } from './access.ts';
export { type Device, listDevices } from './devices.ts';
export { type DeviceIdentity, deviceAt, findDevice, likenessAt } from './find-device.ts';
export { type DeviceKind, type Likeness, likenessOf } from './known-devices.ts';
export { namesIn, readText, realPath, type UsbDevice, usbDeviceAt } from './sysfs.ts';
