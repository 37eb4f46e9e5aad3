import { describe, expect, it } from '@jest/globals';
import { ReaderConfig, sharesLinesRightly } from './reader-config.ts';

const problems = (config: object) => {
  const parsed = ReaderConfig.safeParse({ id: 'gate', place: 'Gate', ...config });
  return parsed.success
    ? []
    : parsed.error.issues.map(issue => ('keys' in issue ? String(issue.keys) : issue.message));
};

describe('where a reader is', () => {
  it('is a port, a device, or nowhere but in software', () => {
    for (const where of [
      { port: '/dev/ttyUSB0' },
      { usb: { vendorId: '0403', productId: '6001' } },
      { usb: { serialNumber: 'A50285BI' } },
      { virtual: true },
    ])
      expect(problems({ family: 'rdm6300', ...where })).toEqual([]);
  });

  it.each([
    [{}, /exactly one of/],
    [{ port: '/dev/ttyUSB0', virtual: true }, /exactly one of/],
    [{ port: 'ttyUSB0' }, /full path/],
    [{ usb: {} }, /vendorId or a serialNumber/],
    [{ usb: { vendorId: '403' } }, /four hex digits/],
    [{ usb: { vendorId: '0403', product: '6001' } }, /./],
  ])('is not %j', (where, problem) => {
    expect(problems({ family: 'rdm6300', ...where }).join()).toMatch(problem);
  });
});

describe('a reader of an unknown family', () => {
  it('has a port or a device, and what matters before it is known', () => {
    expect(problems({ family: 'auto', port: '/dev/ttyUSB0', formats: ['H10304'] })).toEqual([]);
    expect(problems({ family: 'auto', usb: { vendorId: '0403' }, allowDefaultKey: true })).toEqual([]);
  });

  it('has no settings of one family, and is not in software', () => {
    expect(problems({ family: 'auto', port: '/dev/ttyUSB0', checksum: 'xor' }).join()).toMatch(/checksum/);
    expect(problems({ family: 'auto', virtual: true })).not.toEqual([]);
    expect(problems({ family: 'auto' }).join()).toMatch(/exactly one of `port` and `usb`/);
    expect(problems({ family: 'automatic', port: '/dev/ttyUSB0' }).join()).toMatch(/auto$/);
  });

  it('shares its line with none', () => {
    const at = (id: string) =>
      ReaderConfig.parse({ id, family: 'auto', place: 'Gate', port: '/dev/ttyUSB0' });
    expect(sharesLinesRightly([at('a')])).toBe(true);
    expect(sharesLinesRightly([at('a'), at('b')])).toBe(false);
  });
});
