import { describe, expect, it } from '@jest/globals';
import { someone } from '../../../test/kit/payroll/run-format.ts';
import { ExportBuild } from './export-build.ts';

const NOTHING = { chunk: '', lines: 0, refusals: [] };

describe('totals of a file', () => {
  it('keep what is paid under one code as different kinds apart', async () => {
    const writer = { begin: () => NOTHING, person: () => NOTHING, end: () => NOTHING };
    const build = new ExportBuild(writer, () => undefined);
    const leave = { code: 'HOLIDAY', kind: 'extra', seconds: 3_600 } as const;
    build.add(someone([leave, { code: 'REG' }, { ...leave, kind: 'overlay', seconds: 1_800 }]));
    build.add(someone([leave], { number: '1002' }));
    const { totals } = await build.finish();
    expect(totals.map(({ code, kind, hours }) => [code, kind, hours])).toEqual([
      ['REG', 'bucket', '8.00'],
      ['HOLIDAY', 'overlay', '0.50'],
      ['HOLIDAY', 'extra', '2.00'],
    ]);
  });
});
