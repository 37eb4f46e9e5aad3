import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { freePort } from '../postgres/ports.ts';
import { choosePorts } from './choose-ports.ts';

describe('the choice of ports', () => {
  it('says which port is taken and picks another', async () => {
    const taken = createServer();
    const hub = await freePort();
    await new Promise<void>(resolve => taken.listen(hub, '127.0.0.1', resolve));
    const said: string[] = [];
    const kiosk = await freePort();
    const ports = await choosePorts({ hub, kiosk, broker: 0, primary: 0, replica: 0 }, line =>
      said.push(line),
    );
    await new Promise(resolve => taken.close(resolve));
    expect(ports.kiosk).toBe(kiosk);
    expect(ports.hub).not.toBe(hub);
    expect(said).toEqual([`Port ${hub} is taken; the dashboard uses ${ports.hub} instead`]);
  });
});
