import { describe, expect, it } from '@jest/globals';
import { run } from './testing/fake-world.ts';

const VERBS = ['list', 'detect', 'doctor', 'monitor', 'learn', 'decode', 'emulate'];

describe('the command', () => {
  it.each([['--help'], ['-h'], ['help']])('lists its verbs: %s', async argument => {
    const { code, out } = await run([argument]);
    expect(code).toBe(0);
    for (const verb of VERBS) expect(out).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
  });

  it('lists them too when nothing is asked, as wrong usage', async () => {
    expect(await run([])).toMatchObject({ code: 2, out: expect.stringContaining('decode') });
  });

  it.each(VERBS)('says how %s is called', async verb => {
    const { code, out } = await run([verb, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`  ${verb} `);
    expect(Math.max(...out.split('\n').map(line => line.length))).toBeLessThan(140);
  });

  it('knows no other verb and no other option', async () => {
    expect(await run(['tap'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no verb tap'),
    });
    expect(await run(['list', '--all'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('no option --all'),
    });
  });
});
