import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';

/** The table of OWASP ASVS 5.0 in docs/security.md: complete, and its evidence there. */
const ROOT = join(import.meta.dirname, '../../..');

/** Requirements of level 1 and 2 by section: so many from 1 on, since higher levels come last in each of these. */
const SECTIONS: Readonly<Record<string, number>> = {
  ...{ 'V1.1': 2, 'V1.2': 9, 'V1.3': 11, 'V1.4': 3, 'V1.5': 2 },
  ...{ 'V2.1': 3, 'V2.2': 3, 'V2.3': 4, 'V2.4': 1 },
  ...{ 'V3.2': 2, 'V3.3': 4, 'V3.4': 6, 'V3.5': 5, 'V3.7': 2 },
  ...{ 'V4.1': 3, 'V4.2': 1, 'V4.3': 2, 'V4.4': 4 },
  ...{ 'V5.1': 1, 'V5.2': 3, 'V5.3': 2, 'V5.4': 3 },
  ...{ 'V6.1': 3, 'V6.2': 12, 'V6.3': 4, 'V6.4': 4, 'V6.5': 5, 'V6.6': 3, 'V6.8': 4 },
  ...{ 'V7.1': 3, 'V7.2': 4, 'V7.3': 2, 'V7.4': 5, 'V7.5': 2, 'V7.6': 2 },
  ...{ 'V8.1': 2, 'V8.2': 3, 'V8.3': 1, 'V8.4': 1 },
  ...{ 'V9.1': 3, 'V9.2': 4 },
  ...{ 'V10.1': 2, 'V10.2': 2, 'V10.3': 4, 'V10.4': 11, 'V10.5': 5, 'V10.6': 2, 'V10.7': 3 },
  ...{ 'V11.1': 2, 'V11.2': 3, 'V11.3': 3, 'V11.4': 4, 'V11.5': 1, 'V11.6': 1 },
  ...{ 'V12.1': 3, 'V12.2': 2, 'V12.3': 4 },
  ...{ 'V13.1': 1, 'V13.2': 5, 'V13.3': 2, 'V13.4': 5 },
  ...{ 'V14.1': 2, 'V14.2': 4, 'V14.3': 3 },
  ...{ 'V15.1': 3, 'V15.2': 3, 'V15.3': 7 },
  ...{ 'V16.1': 1, 'V16.2': 5, 'V16.3': 4, 'V16.4': 3, 'V16.5': 3 },
  ...{ 'V17.1': 1, 'V17.2': 4, 'V17.3': 2 },
};
const REQUIREMENTS = Object.entries(SECTIONS).flatMap(([section, count]) =>
  Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
);

interface Row {
  requirements: string[];
  state: string;
  evidence: string;
}

let rows: Row[];

beforeAll(async () => {
  const document = await readFile(join(ROOT, 'docs/security.md'), 'utf8');
  rows = document.split('\n').flatMap(line => {
    const [, first = '', state = '', evidence = ''] = line
      .split(' | ')
      .join('|')
      .split('|')
      .map(cell => cell.trim());
    const requirements = first.match(/^V\d+\.\d+\.\d+(?:, V\d+\.\d+\.\d+)*$/) ? first.split(', ') : [];
    return requirements.length === 0 ? [] : [{ requirements, state, evidence }];
  });
});

describe('the table of OWASP ASVS 5.0', () => {
  it('has every requirement of level 1 and 2 once', () => {
    expect(REQUIREMENTS).toHaveLength(253);
    expect(rows.flatMap(({ requirements }) => requirements).toSorted()).toEqual(REQUIREMENTS.toSorted());
  });

  it('says of each whether it is met, and by what or why not', () => {
    const vague = rows.filter(
      ({ state, evidence }) => !['met', 'partly', 'not met', 'n/a'].includes(state) || evidence === '',
    );
    expect(vague).toEqual([]);
  });

  it('names tests that there are, by titles that they have', async () => {
    const missing: string[] = [];
    for (const { evidence } of rows) {
      for (const [, file = '', titles = ''] of evidence.matchAll(
        /`([\w./-]+\.test\.ts)`((?:,? "[^"]+")*)/g,
      )) {
        const path = join(ROOT, /^(?:hub|tools|e2e)\//.test(file) ? file : `hub/test/${file}`);
        if (!existsSync(path)) missing.push(file);
        else {
          const text = await readFile(path, 'utf8');
          for (const [, title = ''] of titles.matchAll(/"([^"]+)"/g))
            if (!text.includes(title)) missing.push(`${file}: ${title}`);
        }
      }
    }
    expect(missing).toEqual([]);
  });
});
