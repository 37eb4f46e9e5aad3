import { describe, expect, it } from '@jest/globals';
import { isReservedName } from './reserved-names.ts';

describe('a name', () => {
  it.each(['the hub', 'The  Hub ', 'ＴＨＥ hub', 'API key: ERP', 'api key : x', 'somebody not logged in'])(
    '%s is taken for the hub or a machine',
    name => expect(isReservedName(name)).toBe(true),
  );

  it.each(['Theo Hubble', 'the hubert', 'Ada Api', 'Keya API'])('%s is a person', name =>
    expect(isReservedName(name)).toBe(false),
  );
});
