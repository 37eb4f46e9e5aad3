import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import {
  ApiError,
  apiPage,
  apiSuccess,
  Command,
  KioskClientMessage,
  KioskServerMessage,
  LiveClientMessage,
  LiveServerMessage,
  Presence,
  PunchBatch,
  PunchView,
  Receipt,
  RosterCard,
  TerminalStatus,
} from './index.ts';

const GOLDEN = new URL('../golden/', import.meta.url);

const GoldenFile = z.object({
  schema: z.string(),
  valid: z.array(z.object({ title: z.string(), value: z.unknown() })).check(z.minLength(1)),
  invalid: z
    .array(
      z.object({
        title: z.string(),
        path: z.array(z.union([z.string(), z.number()])),
        value: z.unknown(),
      }),
    )
    .check(z.minLength(1)),
});

/** The file's name, the schema it is about, and whether the schema gives every valid value back as it was. */
const SCHEMAS: Record<string, z.ZodMiniType> = {
  'api-error': ApiError,
  'api-page': apiPage(PunchView),
  'api-success': apiSuccess(PunchView),
  command: Command,
  'kiosk-client': KioskClientMessage,
  'kiosk-server': KioskServerMessage,
  'live-client': LiveClientMessage,
  'live-server': LiveServerMessage,
  presence: Presence,
  'punch-batch': PunchBatch,
  receipt: Receipt,
  'roster-card': RosterCard,
  status: TerminalStatus,
};

describe('golden payloads', () => {
  it('have a schema for every file and a file for every schema', () => {
    const files = readdirSync(GOLDEN)
      .filter(name => name.endsWith('.json') && name !== 'chain.json')
      .map(name => name.replace('.json', ''));
    expect(files.sort()).toEqual(Object.keys(SCHEMAS).sort());
  });

  describe.each(Object.entries(SCHEMAS))('%s', (name, schema) => {
    const golden = GoldenFile.parse(JSON.parse(readFileSync(new URL(`${name}.json`, GOLDEN), 'utf8')));

    // Equality, not only success: a schema that silently dropped a field would lose it on the wire.
    it.each(golden.valid)('takes whole: $title', ({ value }) => {
      expect(schema.parse(value)).toEqual(value);
    });

    it.each(golden.invalid)('refuses at $path: $title', ({ value, path }) => {
      const result = schema.safeParse(value);
      expect(result.success).toBe(false);
      expect(result.error?.issues.map(issue => issue.path)).toContainEqual(path);
    });
  });
});
