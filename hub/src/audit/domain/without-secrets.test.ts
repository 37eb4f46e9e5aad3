import { describe, expect, it } from '@jest/globals';
import { KEPT_OUT, withoutSecrets } from './without-secrets.ts';

describe('what the audit trail keeps of a state', () => {
  it('leaves secrets out, however they are spelt and however deep they lie', () => {
    const state = {
      name: 'Gate 1',
      Password: 'x',
      settings: [{ pin_hash: 'x', site_key: 'x', totpSecret: 'x' }, { nested: { recoveryCodes: ['x'] } }],
    };
    expect(withoutSecrets(state)).toEqual({
      name: 'Gate 1',
      Password: KEPT_OUT,
      settings: [
        { pin_hash: KEPT_OUT, site_key: KEPT_OUT, totpSecret: KEPT_OUT },
        { nested: { recoveryCodes: KEPT_OUT } },
      ],
    });
  });

  it('says that there is none', () => {
    expect(withoutSecrets({ pinHash: null })).toEqual({ pinHash: null });
  });

  it('keeps everything else as it is', () => {
    const state = { code: 'NIGHT', minutes: 7.5, list: [1, 'two', null, true], pinned: true };
    expect(withoutSecrets(state)).toEqual(state);
    expect(withoutSecrets('text')).toBe('text');
  });
});
