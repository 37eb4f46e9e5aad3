import { describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.ts';
import { NestLogger } from './nest-logger.ts';

function capture() {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ level: 'trace' }, { write: line => lines.push(JSON.parse(line)) });
  return { log, lines };
}

describe('hub log', () => {
  it('writes JSON with a word for the level and the time as an instant', () => {
    const { log, lines } = capture();
    log.info({ terminal: 'gate-1', punchId: 'x' }, 'receipt sent');
    expect(lines[0]).toMatchObject({ level: 'info', terminal: 'gate-1', message: 'receipt sent' });
    expect(lines[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it('cuts what would name a person or a secret', () => {
    const { log, lines } = capture();
    log.warn({ credential: 'c', person: { givenName: 'G', employee: 'id' } }, 'odd');
    expect(lines[0]).toMatchObject({ credential: '[cut]', person: { givenName: '[cut]', employee: 'id' } });
  });

  it('tells an error without what hangs on it', () => {
    const { log, lines } = capture();
    const error = Object.assign(new Error('no'), { code: '57P01', client: { password: 'x' }, detail: 'row' });
    log.warn({ err: error }, 'lost');
    expect(lines[0]?.err).toEqual({ message: 'no', code: '57P01', stack: expect.any(String) });
  });

  it('carries the class that spoke and the stack of Nest messages', () => {
    const { log, lines } = capture();
    const nest = new NestLogger(log);
    nest.log('mapped', 'RouterExplorer');
    nest.error('failed', 'stack…', 'Scheduler');
    expect(lines).toMatchObject([
      { level: 'debug', from: 'RouterExplorer', message: 'mapped' },
      { level: 'error', from: 'Scheduler', stack: 'stack…', message: 'failed' },
    ]);
  });
});
