/** A HID device as the system lists it. */
export interface HidDeviceInfo {
  path: string;
  vendorId: number;
  productId: number;
  serialNumber?: string | undefined;
  /** Of the interface's top collection; not told everywhere. */
  usagePage?: number | undefined;
  usage?: number | undefined;
}

/** An open HID device. */
export interface HidDevice {
  /** Each input report, in one piece; nothing is read before this is called. */
  onReport(listener: (report: Uint8Array) => void): void;
  onError(listener: (error: unknown) => void): void;
  /** `bytes` begin with the report id, 0 where the device numbers none. */
  sendFeatureReport(bytes: Uint8Array): Promise<void>;
  /** Up to `length` bytes, the report id among them. */
  getFeatureReport(reportId: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** The system's edge; tests put another in its place. */
export interface HidEdge {
  list(): Promise<HidDeviceInfo[]>;
  open(path: string): Promise<HidDevice>;
}

/** Loads the native library, which only a site with such a reader needs. Rejects where there is none for this machine. */
export async function loadHidEdge(): Promise<HidEdge> {
  const { default: hid } = await import('node-hid');
  return {
    async list() {
      const devices = await hid.devicesAsync();
      return devices.flatMap(({ path, ...device }) => (path === undefined ? [] : [{ ...device, path }]));
    },
    async open(path) {
      const device = await hid.HIDAsync.open(path);
      return {
        onReport: listener => device.on('data', (report: Buffer) => listener(Uint8Array.from(report))),
        onError: listener => device.on('error', listener),
        async sendFeatureReport(bytes) {
          await device.sendFeatureReport(Buffer.from(bytes));
        },
        async getFeatureReport(reportId, length) {
          return Uint8Array.from(await device.getFeatureReport(reportId, length));
        },
        close: () => device.close(),
      };
    },
  };
}
