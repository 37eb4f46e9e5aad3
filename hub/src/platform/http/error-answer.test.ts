import { describe, expect, it } from '@jest/globals';
import { NotFoundException } from '@nestjs/common';
import { describeError } from './error-answer.ts';
import { HubError } from './hub-error.ts';

describe('what a caller learns of a failure', () => {
  it('is what the hub said on purpose, in their language, and not why', () => {
    const taken = { en: 'Taken.', de: 'Vergeben.' };
    const error = new HubError('CONFLICT', taken, {
      details: [{ path: 'id', message: taken, holders: ['en', { de: 'one of many fields', since: 3 }] }],
      cause: new Error('secret'),
    });
    const details = (message: string) => [
      { path: 'id', message, holders: ['en', { de: 'one of many fields', since: 3 }] },
    ];
    expect(describeError(error, 'en')).toEqual({
      code: 'CONFLICT',
      message: 'Taken.',
      details: details('Taken.'),
    });
    expect(describeError(error, 'de')).toEqual({
      code: 'CONFLICT',
      message: 'Vergeben.',
      details: details('Vergeben.'),
    });
    expect(error.message).toBe('Taken.');
  });

  it('is the kind of what Nest and Fastify refuse, in words of ours', () => {
    const unknown = describeError(new NotFoundException('Cannot GET /x'), 'de');
    expect(unknown).toEqual({ code: 'NOT_FOUND', message: expect.stringContaining('ist nichts') });
    const tooLarge = Object.assign(new Error('Request body is too large'), { statusCode: 413 });
    expect(describeError(tooLarge, 'en').code).toBe('PAYLOAD_TOO_LARGE');
  });

  it('is to try again when the database is away', () => {
    const away = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(describeError(away, 'en').code).toBe('UNAVAILABLE');
  });

  it('is nothing about the inside otherwise', () => {
    const inside = describeError(new Error('column "pin_hash" does not exist'), 'en');
    expect(inside.code).toBe('INTERNAL_ERROR');
    expect(JSON.stringify(inside)).not.toContain('pin_hash');
    expect(describeError('thrown text', 'en').code).toBe('INTERNAL_ERROR');
  });
});
