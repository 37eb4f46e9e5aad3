import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

export interface FakeUsb {
  vendorId: string;
  productId: string;
  serialNumber?: string;
  manufacturer?: string;
  product?: string;
}

/** The parts of `/sys`, `/dev` and `/etc` that discovery reads, in a temporary folder, laid out as Linux 6 does. */
export class FakeMachine {
  readonly root = mkdtempSync(join(tmpdir(), 'tapclock-machine-'));
  #sockets = 0;

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  write(path: string, text = ''): void {
    const full = join(this.root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  /** A link at `path` to `target`, both from the root; written relative, as the kernel and udev do. */
  link(path: string, target: string): void {
    const full = join(this.root, path);
    mkdirSync(dirname(full), { recursive: true });
    symlinkSync(relative(dirname(full), join(this.root, target)), full);
  }

  /** Plugs a USB device in and returns its folder in sysfs. */
  plugUsb({ vendorId, productId, serialNumber, manufacturer, product }: FakeUsb): string {
    this.#sockets += 1;
    const bus = 'sys/devices/pci0000:00/0000:00:14.0/usb1';
    // The root hub, with a vendor of its own: whoever walks too far finds it.
    this.write(`${bus}/idVendor`, '1d6b\n');
    this.write(`${bus}/idProduct`, '0002\n');
    const folder = `${bus}/1-${this.#sockets}`;
    this.write(`${folder}/idVendor`, `${vendorId}\n`);
    this.write(`${folder}/idProduct`, `${productId}\n`);
    if (serialNumber !== undefined) this.write(`${folder}/serial`, `${serialNumber}\n`);
    if (manufacturer !== undefined) this.write(`${folder}/manufacturer`, `${manufacturer}\n`);
    if (product !== undefined) this.write(`${folder}/product`, `${product}\n`);
    this.link(`sys/bus/usb/devices/1-${this.#sockets}`, folder);
    return folder;
  }

  /** A USB serial adapter: FTDI, CH340, CP210x. */
  plugAdapter(name: string, usb: FakeUsb): void {
    const port = `${this.plugUsb(usb)}/${this.#interface()}/${name}`;
    this.write(`${port}/tty/${name}/dev`, '188:0\n');
    this.link(`${port}/tty/${name}/device`, port);
    this.link(`sys/class/tty/${name}`, `${port}/tty/${name}`);
    this.write(`dev/${name}`);
  }

  /** A device that is a serial port itself (CDC ACM), such as a TWN4. */
  plugCdc(name: string, usb: FakeUsb): void {
    const side = `${this.plugUsb(usb)}/${this.#interface()}`;
    this.write(`${side}/tty/${name}/dev`, '166:0\n');
    this.link(`${side}/tty/${name}/device`, side);
    this.link(`sys/class/tty/${name}`, `${side}/tty/${name}`);
    this.write(`dev/${name}`);
  }

  /** A port on the board. `type` 0 is one whose driver found no chip. */
  addBoardPort(name: string, type: number): void {
    const folder = `sys/devices/platform/serial8250/tty/${name}`;
    this.write('sys/bus/platform/drivers/serial8250/uevent');
    this.write(`${folder}/type`, `${type}\n`);
    this.link(`${folder}/device`, 'sys/devices/platform/serial8250');
    this.link(`sys/class/tty/${name}`, folder);
    this.write(`dev/${name}`);
  }

  /** A virtual console: no device behind it. */
  addConsole(name: string): void {
    this.write(`sys/devices/virtual/tty/${name}/dev`, '4:0\n');
    this.link(`sys/class/tty/${name}`, `sys/devices/virtual/tty/${name}`);
  }

  plugHidraw(name: string, usb: FakeUsb): void {
    const side = `${this.plugUsb(usb)}/${this.#interface()}`;
    this.#addHidraw(name, side, usb);
  }

  /** A HID keyboard with its raw node: what a keyboard reader, and a pcProx, shows as. */
  plugKeyboard(names: { event: string; hidraw?: string }, usb: FakeUsb & { keys?: string }): void {
    const side = `${this.plugUsb(usb)}/${this.#interface()}`;
    if (names.hidraw !== undefined) this.#addHidraw(names.hidraw, side, usb);
    const input = `${side}/0003:${usb.vendorId.toUpperCase()}:${usb.productId.toUpperCase()}.0002/input/input${this.#sockets}`;
    this.write(`${input}/name`, `${usb.manufacturer ?? 'USB'} ${usb.product ?? 'Keyboard'}\n`);
    // As a real keyboard: the lowest word, with the digits and Enter, comes last.
    this.write(
      `${input}/capabilities/key`,
      `${usb.keys ?? '1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe'}\n`,
    );
    this.write(`${input}/${names.event}/dev`, '13:64\n');
    this.link(`${input}/${names.event}/device`, input);
    this.link(`sys/class/input/${names.event}`, `${input}/${names.event}`);
    this.link(`sys/class/input/input${this.#sockets}`, input);
    this.write(`dev/input/${names.event}`);
  }

  #addHidraw(name: string, side: string, usb: FakeUsb): void {
    const device = `${side}/0003:${usb.vendorId.toUpperCase()}:${usb.productId.toUpperCase()}.0001`;
    this.write(
      `${device}/uevent`,
      `DRIVER=hid-generic\nHID_NAME=${usb.manufacturer ?? ''} ${usb.product ?? ''}\n`,
    );
    this.write(`${device}/hidraw/${name}/dev`, '240:0\n');
    this.link(`${device}/hidraw/${name}/device`, device);
    this.link(`sys/class/hidraw/${name}`, `${device}/hidraw/${name}`);
    this.write(`dev/${name}`);
  }

  #interface(): string {
    return `1-${this.#sockets}:1.0`;
  }
}

/** Readers and adapters as `lsusb` shows them. */
export const FTDI: FakeUsb = {
  vendorId: '0403',
  productId: '6001',
  serialNumber: 'A50285BI',
  manufacturer: 'FTDI',
  product: 'FT232R USB UART',
};
export const CH340: FakeUsb = { vendorId: '1a86', productId: '7523', product: 'USB Serial' };
export const TWN4: FakeUsb = {
  vendorId: '09d8',
  productId: '0420',
  manufacturer: 'OEM',
  product: 'RFID Device (COM)',
};
export const PCPROX: FakeUsb = {
  vendorId: '0c27',
  productId: '3bfa',
  manufacturer: 'RFIDeas',
  product: 'USB Keyboard',
};
export const DESK_KEYBOARD: FakeUsb = {
  vendorId: '046d',
  productId: 'c31c',
  manufacturer: 'Logitech',
  product: 'USB Keyboard',
};
