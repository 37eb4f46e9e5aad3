import { randomBytes, type ScryptOptions, scrypt } from 'node:crypto';

/** About 16 MiB and 40 ms on a kiosk: four digits fall to any offline guesser in the end, so slow and locally limited it is. */
const COST = { N: 16_384, r: 8, p: 1 } satisfies ScryptOptions;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** `scrypt$N$r$p$saltBase64$hashBase64` as roster cards carry it, so that a kiosk can check a PIN without a network. */
export async function hashPin(pin: string, salt = randomBytes(SALT_BYTES)): Promise<string> {
  const hash = await new Promise<Buffer>((resolve, reject) =>
    scrypt(pin, salt, HASH_BYTES, COST, (error, key) => (error ? reject(error) : resolve(key))),
  );
  const { N, r, p } = COST;
  return `scrypt$${N}$${r}$${p}$${salt.toString('base64')}$${hash.toString('base64')}`;
}
