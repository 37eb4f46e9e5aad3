import { describe, expect, it } from '@jest/globals';
import { NotFoundException } from '@nestjs/common';
import { describeError } from './api-error.filter.ts';
import { HubError } from './hub-error.ts';

describe('what a caller learns of a failure', () => {
  it('is what the hub said on purpose', () => {
    const error = new HubError('CONFLICT', 'Taken.', {
      details: { field: 'id' },
      cause: new Error('secret'),
    });
    expect(describeError(error)).toEqual({ code: 'CONFLICT', message: 'Taken.', details: { field: 'id' } });
  });

  it('is the kind of what Nest and Fastify refuse', () => {
    expect(describeError(new NotFoundException('Cannot GET /x'))).toMatchObject({ code: 'NOT_FOUND' });
    const tooLarge = Object.assign(new Error('Request body is too large'), { statusCode: 413 });
    expect(describeError(tooLarge).code).toBe('PAYLOAD_TOO_LARGE');
  });

  it('is to try again when the database is away', () => {
    expect(describeError(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })).code).toBe(
      'UNAVAILABLE',
    );
  });

  it('is nothing about the inside otherwise', () => {
    expect(describeError(new Error('column "pin_hash" does not exist'))).toEqual({
      code: 'INTERNAL_ERROR',
      message: 'Something went wrong.',
    });
    expect(describeError('thrown text').code).toBe('INTERNAL_ERROR');
  });
});
