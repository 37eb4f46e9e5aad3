import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { hashBrokerPassword } from '../password-hash.ts';
import { accountsFile } from './accounts-file.ts';

const Entry = z.object({
  username: z.string(),
  clientid: z.string().optional(),
  password: z.string().optional(),
});
const Written = z.object({
  clients: z.array(Entry),
  roles: z.array(
    z.object({ rolename: z.string(), acls: z.array(z.object({ acltype: z.string(), topic: z.string() })) }),
  ),
});

async function written(...terminals: string[]): Promise<z.infer<typeof Written>> {
  const passwordHash = await hashBrokerPassword('p');
  const accounts = terminals.map(terminal => ({ terminal, site: 'werk-nord', passwordHash }));
  return Written.parse(JSON.parse(accountsFile({ username: 'hub', passwordHash }, accounts)));
}

describe("the file of Mosquitto's accounts", () => {
  it('ties every terminal to its own client id, and the hub, which connects three times, to none', async () => {
    const { clients } = await written('gate-1', 'gate-2');
    expect(clients.map(({ username, clientid }) => [username, clientid])).toEqual([
      ['hub', undefined],
      ['gate-1', 'gate-1'],
      ['gate-2', 'gate-2'],
    ]);
  });

  it('lets nobody but the hub near the accounts', async () => {
    const { roles } = await written('gate-1');
    const near = roles.filter(({ acls }) => acls.some(({ topic }) => /^[$#+]/.test(topic)));
    expect(near.map(({ rolename }) => rolename)).toEqual(['hub']);
  });

  it("never lets a terminal have the hub's name", async () => {
    expect((await written('hub')).clients).toHaveLength(1);
  });

  it('gives an account whose hash cannot be read no way in', () => {
    const file = accountsFile({ username: 'hub', passwordHash: '-' }, []);
    expect(Written.parse(JSON.parse(file)).clients[0]?.password).toBeUndefined();
  });
});
