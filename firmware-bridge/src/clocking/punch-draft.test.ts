import { scryptSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { verifyPin } from './pin-check.ts';
import { utcOffsets } from './punch-draft.ts';

describe('the offset written beside a punch', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T00:59:59.000Z', 60],
    ['Europe/Berlin', '2026-03-29T01:00:00.000Z', 120],
    ['Asia/Kolkata', '2026-01-01T00:00:00.000Z', 330],
    ['America/St_Johns', '2026-01-01T00:00:00.000Z', -210],
    ['UTC', '2026-01-01T00:00:00.000Z', 0],
  ])('is that of %s at %s', (zone, instant, minutes) => {
    expect(utcOffsets(zone)(Date.parse(instant))).toBe(minutes);
  });
});

describe('a PIN', () => {
  const salt = Buffer.from('0123456789abcdef');
  const stored = (pin: string, cost = 1024) =>
    `scrypt$${cost}$8$1$${salt.toString('base64')}$${scryptSync(pin, salt, 32, { cost: 1024 }).toString('base64')}`;

  it('is right or wrong', async () => {
    await expect(verifyPin(stored('4711'), '4711')).resolves.toBe(true);
    await expect(verifyPin(stored('4711'), '4712')).resolves.toBe(false);
  });

  it('is wrong when its hash would cost more than a kiosk should pay', async () => {
    await expect(verifyPin(stored('4711', 2 ** 30), '4711')).resolves.toBe(false);
  });
});
