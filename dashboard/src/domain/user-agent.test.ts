import { expect, it } from '@jest/globals';
import { initialsOf } from './initials.ts';
import { browserOf } from './user-agent.ts';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

it.each([
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Edg/140.0.0.0`,
    { browser: 'Edge', system: 'Windows' },
  ],
  [`Mozilla/5.0 (Linux; Android 10; K) ${CHROME}`, { browser: 'Chrome', system: 'Android' }],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    { browser: 'Safari', system: 'iPhone' },
  ],
  ['curl/8.5.0', null],
  [null, null],
])('%s', (userAgent, expected) => expect(browserOf(userAgent)).toEqual(expected));

it('initials are of the first and the last name', () => {
  expect(['Ada Demo', 'Maria de la Cruz', 'Ökzan', ''].map(initialsOf)).toEqual(['AD', 'MC', 'Ö', '']);
});
