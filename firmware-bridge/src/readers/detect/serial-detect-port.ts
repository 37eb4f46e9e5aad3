import { SerialPort } from 'serialport';
import type { OpenPort } from './detect.ts';

/** Opens a serial port of this machine for detection. */
export function serialPortAt(path: string): OpenPort {
  return async baudRate => {
    // hupcl off, as in operation: dropping DTR resets some modules, which then would have to be waited for.
    const port = new SerialPort({ path, baudRate, autoOpen: false, hupcl: false });
    await new Promise<void>((resolve, reject) => port.open(error => (error ? reject(error) : resolve())));
    // Pulled while it is being asked: it says no more, and the next opening finds out why.
    port.on('error', () => port.removeAllListeners('data'));
    return {
      write(bytes) {
        if (port.isOpen) port.write(Buffer.from(bytes));
      },
      onBytes(listener) {
        port.on('data', (chunk: Buffer) => listener(chunk));
      },
      close: () =>
        new Promise(resolve => {
          if (port.isOpen) port.close(() => resolve());
          else resolve();
        }),
    };
  };
}
