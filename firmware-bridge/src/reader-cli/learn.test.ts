import { describe, expect, it } from '@jest/globals';
import { run, runJson } from './testing/fake-world.ts';

const RDM = ['learn', '--family', 'rdm6300', '--hex', '0236373030334235314336434203'];
const UID = ['learn', '--family', 'pn532', '--hex', '0000FF0CF4D54B0101000408049D44A3460400'];
const BITS_37 = ['learn', '--family', 'wiegand', '--hex', '803B006430', '--bits', '37'];

async function views(argv: string[], printed: string): Promise<string[]> {
  const { json } = await runJson([...argv, '--printed', printed]);
  return ((json as { matches?: { view: string }[] }).matches ?? []).map(({ view }) => view);
}

describe('learn', () => {
  it.each([
    ['0003887558', 'dez10'],
    ['3887558', 'dez10'],
    ['059,20934', 'd3d5'],
    ['59-20934', 'd3d5'],
    ['00442385519046', 'dez14'],
    ['e600dc8a63', 'unique'],
  ])('finds the usual number %s of an EM4100 badge', async (printed, view) => {
    expect(await views(RDM, printed)).toContain(view);
  });

  it('shows first what is the whole number, and calls the rest a part', async () => {
    const { json, code } = await runJson([...RDM, '--printed', '20934']);
    expect(code).toBe(0);
    expect(json).toMatchObject({
      matches: expect.arrayContaining([{ view: 'd3d5', text: '059,20934', isWhole: false }]),
    });
    const { matches } = json as { matches: { isWhole: boolean }[] };
    expect(matches.map(({ isWhole }) => isWhole)).toEqual(
      matches
        .map(({ isWhole }) => isWhole)
        .sort()
        .reverse(),
    );
  });

  it('finds bytes in the other order', async () => {
    // E4 3A C9 D2: one reader prints 3536403172, another 3829058002.
    const uid = ['learn', '--family', 'pn532', '--hex', '4B 01 01 0004 08 04 E43AC9D2'];
    expect(await views(uid, '3536403172')).toContain('decLsb');
    expect(await views(uid, '3829058002')).toContain('decMsb');
    expect(await views(uid, 'D2C93AE4')).toContain('uidReversed');
    // Only the last three bytes, the other way round: no usual view.
    const threeBytes = String(0xd2c93a);
    const { out } = await run([...uid, '--printed', threeBytes]);
    expect(out).toContain('decimal of the last 3 bytes, last one first');
    expect(out).toContain('the other way round');
  });

  it('tells which of two formats the cards of a site have', async () => {
    const { out, code } = await run([...BITS_37, '--printed', '118-1603']);
    expect(code).toBe(0);
    expect(out).toContain('"formats": ["H10304"]');
    expect((await run([...BITS_37, '--printed', '61867587'])).out).toContain('"formats": ["H10302"]');
  });

  it('finds a number that stands in bits which no format describes', async () => {
    const { code, json } = await runJson([...BITS_37, '--printed', '3206']);
    expect(code).toBe(1);
    expect(json).toMatchObject({
      ok: false,
      error: { code: 'no-match' },
      fields: [{ number: '3206', from: expect.any(Number), to: expect.any(Number) }],
    });
    expect((await run([...BITS_37, '--printed', '3206'])).out).toMatch(/3206 {2}bits \d+ to \d+/);
  });

  it('admits that a number has nothing to do with the chip', async () => {
    const { code, out } = await run([...UID, '--printed', '777111']);
    expect(code).toBe(1);
    expect(out).toContain('nothing to do with the chip');
  });

  it('asks for the number when it is not given', async () => {
    const { code, out, err } = await run(RDM, { input: ['', '0003887558'] });
    expect(code).toBe(0);
    expect(err).toContain('which number');
    expect(out).toContain('dez10');
    expect(await run(RDM, { input: [] })).toMatchObject({ code: 2 });
  });

  it('says why there is no badge to learn from', async () => {
    expect(await runJson(['learn', '--family', 'rdm6300', '--hex', '0236', '--printed', '1'])).toMatchObject({
      ...{ code: 1, json: { ok: false, error: { code: 'incomplete' } } },
    });
    expect(
      await runJson(['learn', '--family', 'pn532', '--hex', '0000FF03FDD54B00E000', '--printed', '1']),
    ).toMatchObject({
      ...{ code: 1, json: { error: { code: 'no-badge' } } },
    });
  });

  it.each([
    [['learn'], /which reader/],
    [['learn', '--hex', '02'], /which family/],
    [['learn', '--family', 'rdm6300', '--hex', '-'], /not standard input/],
    [[...RDM, '--printed='], /--printed needs the number/],
    [[...RDM, '--printed', ' '], /--printed needs the number/],
    [['learn', 'rdm6300'], /a word too many/],
    [['learn', '--port', '/dev/ttyUSB0', '--usb', '0403:6001'], /which reader/],
    [['learn', '--port', 'ttyUSB0'], /full path/],
    [['learn', '--port', '/dev/ttyUSB0', '--checksum', 'xor'], /give --family/],
    [['learn', '--usb', '403:6001'], /four hex digits/],
  ])('does not understand %j', async (argv, problem) => {
    expect(await run(argv)).toMatchObject({ code: 2, err: expect.stringMatching(problem) });
  });
});
