import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readFields } from '../../platform/http/field-problems.ts';
import { EXPORT_FORMATS } from './index.ts';
import { textSetting } from './setting.ts';

/** What a text of each setting of a format is refused with; those that take any text are not there. */
function refusedTexts(settings: z.ZodType): { path: string; en: string; de: string }[] {
  const Objects = z.looseObject({ properties: z.record(z.string(), z.unknown()) });
  const { properties } = Objects.parse(z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }));
  // Too long for any field, with what no file holds.
  const wrong = Object.fromEntries(Object.keys(properties).map(name => [name, `\u0000"${'ü'.repeat(300)}`]));
  const read = readFields(settings, wrong);
  return read.kind === 'read' ? [] : read.problems.map(({ path, message }) => ({ path, ...message }));
}

describe('settings of a format', () => {
  it.each([...EXPORT_FORMATS.keys()])('of %s are refused in the language of whoever sets them', id => {
    const problems = refusedTexts(EXPORT_FORMATS.get(id)?.settings ?? z.never());
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.filter(({ en, de }) => en === de)).toEqual([]);
  });

  it('say what a text may hold', () => {
    const Name = textSetting({
      lengthMax: 9,
      pattern: { matches: /^[a-z]+$/, allows: { en: 'small letters', de: 'Kleinbuchstaben' } },
    });
    expect(readFields(Name, 'A1')).toMatchObject({
      problems: [
        {
          message: { en: '"A1" may hold only small letters', de: '„A1“ darf nur enthalten: Kleinbuchstaben' },
        },
      ],
    });
  });
});
