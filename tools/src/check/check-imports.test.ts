import { describe, expect, it } from '@jest/globals';
import { deafRules } from './check-imports.ts';
import type { ImportRule } from './import-rule.ts';
import { IMPORT_RULES } from './import-rules.ts';

describe('the import rules', () => {
  it('each report the violation that was made for them', async () => {
    expect(await deafRules(IMPORT_RULES)).toEqual([]);
  }, 30_000);

  it('are found out when one of them cannot report anything', async () => {
    const deaf: ImportRule = {
      name: 'deaf',
      comment: 'looks where nothing is',
      from: { path: '^no-such-folder/' },
      to: { path: '^hub/' },
      canary: { 'hub/src/deaf.ts': "import './heard.ts';\n", 'hub/src/heard.ts': 'export {};\n' },
    };
    expect(await deafRules([...IMPORT_RULES, deaf])).toEqual(['deaf']);
  }, 30_000);
});
