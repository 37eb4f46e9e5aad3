import { describe, expect, it } from '@jest/globals';
import { COMMAND, NAK, REPLY } from './osdp-codes.ts';
import { encodeFrame, parseFrame } from './osdp-frame.ts';
import { INSTALL_WINDOW_MS } from './osdp-keys.ts';
import type { OsdpPdKnobs } from './osdp-pd-knobs.ts';
import {
  askedOn,
  CARD,
  changes,
  conversationOn,
  eventsOf,
  lineOf,
  NEW_KEY,
  otherReader,
  PLAIN_READ,
  plainly,
  SECURED_READ,
  SITE_KEY,
  statesOn,
  whenAsked,
} from './testing/panel-line.ts';

const LEGACY = { allowUnencrypted: true };

describe('keys', () => {
  it('that differ: told, with the reader tried ever more seldom and never in plain', () => {
    const { line } = lineOf({ readers: [{ address: 0, scbk: NEW_KEY }] });
    line.run(600_000);
    expect(statesOn(line)).toEqual(['wrong-key']);
    expect(new Set(askedOn(line))).toEqual(new Set(['ID', 'CAP', 'CHLNG']));
    expect(askedOn(line).filter(name => name === 'CHLNG').length).toBeLessThan(40);
  });

  it('of the factory: told, and the reader not used', () => {
    const { line, emulator } = lineOf({ readers: [{ address: 0 }] });
    line.run(20_000);
    expect(statesOn(line)).toEqual(['default-key']);
    expect(askedOn(line)).not.toContain('SCRYPT');
    emulator.present(CARD, line.nowMs);
    line.run(20_000);
    expect(eventsOf(line, 'read')).toEqual([]);
  });

  it('of the factory, where it is allowed: used, and its reads are worth no more than plain ones', () => {
    const { line } = lineOf({ panel: [{ allowDefaultKey: true }], readers: [{ address: 0 }] });
    line.run(500);
    line.present(CARD);
    line.run(500);
    expect(statesOn(line)).toEqual(['+default-key']);
    expect(eventsOf(line, 'read')).toMatchObject([{ card: PLAIN_READ }]);
  });

  it('none at all: told, and nothing more is asked', () => {
    const { line } = lineOf({ panel: [{}], readers: [{ address: 0 }] });
    line.run(20_000);
    expect(statesOn(line)).toEqual(['no-key']);
    expect(new Set(askedOn(line))).toEqual(new Set(['ID', 'CAP']));
  });

  it('and a reader that knows no encryption: told, and not used', () => {
    const { line } = lineOf({ knobs: { hasNoSecureChannel: true } });
    line.run(20_000);
    expect(statesOn(line)).toEqual(['not-encrypted']);
    expect(new Set(askedOn(line))).toEqual(new Set(['ID', 'CAP']));
  });

  it('are not needed where plain readers are allowed, which is shown all the same', () => {
    for (const knobs of [{ hasNoSecureChannel: true }, {}]) {
      const { line } = lineOf({ panel: [LEGACY], readers: [{ address: 0 }], knobs });
      line.run(500);
      line.present(CARD);
      line.run(500);
      expect(statesOn(line)).toEqual(['+not-encrypted']);
      expect(eventsOf(line, 'read')).toMatchObject([{ card: PLAIN_READ }]);
    }
  });

  it('are asked for by a reader that says it has encryption, even where plain readers are allowed', () => {
    const { line } = lineOf({
      panel: [{ scbk: SITE_KEY, allowUnencrypted: true }],
      readers: [{ address: 0, scbk: NEW_KEY }],
    });
    line.run(20_000);
    expect(statesOn(line)).toEqual(['wrong-key']);
  });

  it('are asked for by a reader that says it has encryption, and then that it has none', () => {
    const { line } = lineOf({
      panel: [{ scbk: SITE_KEY, allowUnencrypted: true }],
      fault: changes('to-host', frame =>
        frame.code === REPLY.CCRYPT ? plainly(frame, REPLY.NAK, NAK.noSecureChannel) : null,
      ),
    });
    line.run(20_000);
    expect(statesOn(line)).toEqual(['wrong-key']);
    expect(askedOn(line)).not.toContain('POLL');
  });

  it('are needed by a reader that refuses plain commands', () => {
    const { line } = lineOf({ panel: [LEGACY], readers: [{ address: 0 }], knobs: { enforcesSecure: true } });
    line.run(5000);
    expect(statesOn(line).at(-1)).toBe('no-key');
  });
});

describe('a new key', () => {
  const installing = { installKey: NEW_KEY };

  it('is sent under the default one where a site says so, noted as overheard, and used from then on', () => {
    const { line } = lineOf({ panel: [installing], readers: [{ address: 0 }] });
    line.run(1000);
    line.present(CARD);
    line.run(500);
    expect(askedOn(line).filter(name => name === 'KEYSET')).toHaveLength(1);
    expect(statesOn(line)).toEqual(['answering']);
    expect(eventsOf(line, 'note').filter(({ level }) => level === 'warn')).toMatchObject([
      { text: expect.stringMatching(/public default key/) },
    ]);
    expect(eventsOf(line, 'read')).toMatchObject([{ card: SECURED_READ }]);
    expect(conversationOn(line).at(-1)?.view).toMatchObject({ mac: 'valid', key: 'given' });
  });

  it('takes the place of the old one without a word in plain', () => {
    const { line } = lineOf({
      panel: [{ ...installing, scbk: SITE_KEY }],
      readers: [{ address: 0, scbk: SITE_KEY }],
    });
    line.run(2000);
    expect(statesOn(line)).toEqual(['answering']);
    const keyset = conversationOn(line).filter(({ view }) => view.name === 'KEYSET');
    expect(keyset).toMatchObject([{ mac: 'valid', view: { key: 'given' } }]);
    expect(eventsOf(line, 'note').filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it('is not sent again to a reader that has it', () => {
    const { line } = lineOf({ panel: [installing], readers: [{ address: 0, scbk: NEW_KEY }] });
    line.run(2000);
    expect(statesOn(line)).toEqual(['answering']);
    expect(askedOn(line)).not.toContain('KEYSET');
  });

  it('is given to no second reader that comes as if from the factory', () => {
    const { line } = lineOf({ panel: [installing], readers: [{ address: 0 }] });
    line.run(2000);
    line.replace(otherReader([{ address: 0 }]));
    line.run(120_000);
    expect(askedOn(line).filter(name => name === 'KEYSET')).toHaveLength(1);
    expect(statesOn(line).at(-1)).toBe('default-key');
  });

  it('is given to nobody ten minutes after the start', () => {
    const { line, knobs } = lineOf({
      panel: [installing],
      readers: [{ address: 0 }],
      knobs: { isSilent: true },
    });
    line.run(10 * 60_000 + 1);
    knobs.isSilent = false;
    line.run(120_000);
    expect(askedOn(line)).not.toContain('KEYSET');
    expect(statesOn(line).at(-1)).toBe('default-key');
  });

  it.each([
    ['at the last moment', 0, ['KEYSET'], 'answering'],
    ['a moment too late', 1, [], 'default-key'],
  ])(
    'is given %s, or not: what is decided when the reader has proved its key holds',
    (_, lateMs, keysets, state) => {
      let provedAtMs = Number.POSITIVE_INFINITY;
      const { line } = lineOf({
        panel: [installing],
        readers: [{ address: 0 }],
        knobs: { isSilent: true },
        // The proof arrives when the window closes; the next question is sent some milliseconds after that.
        fault: (bytes, direction) => {
          const parsed = parseFrame(bytes);
          if (direction === 'to-reader' || !parsed.ok || parsed.frame.code !== REPLY.RMAC_I)
            return [{ bytes }];
          const delayMs = Math.max(0, INSTALL_WINDOW_MS + lateMs - line.nowMs - 1);
          if (delayMs > 0) provedAtMs = line.nowMs + delayMs + 1;
          return [{ bytes, delayMs }];
        },
      });
      line.run(INSTALL_WINDOW_MS - 150);
      line.replace(otherReader([{ address: 0 }]));
      line.open();
      line.run(150 + lateMs);
      expect(provedAtMs).toBe(INSTALL_WINDOW_MS + lateMs);
      line.present(CARD);
      line.run(20_000);
      expect(askedOn(line).filter(name => name === 'KEYSET')).toEqual(keysets);
      expect(statesOn(line).filter(told => told !== 'no-answer')).toEqual([state]);
      // Never a read on the word of the public key.
      for (const { card } of eventsOf(line, 'read')) expect(card).toMatchObject({ integrity: 'mac' });
    },
  );

  it('that the reader refuses is noted, and the reader not used under the default key', () => {
    const knobs: OsdpPdKnobs = {};
    const fault = whenAsked(COMMAND.KEYSET, () => {
      knobs.nak = { code: NAK.record, times: 1 };
    });
    const { line } = lineOf({ panel: [installing], readers: [{ address: 0 }], knobs, fault });
    line.run(20_000);
    expect(eventsOf(line, 'note')).toContainEqual(
      expect.objectContaining({ text: 'the reader did not take the new key', facts: { reason: 'record' } }),
    );
    expect(askedOn(line).filter(name => name === 'KEYSET')).toHaveLength(1);
    expect(statesOn(line).at(-1)).toBe('default-key');
  });

  it('may be taken with an ACK outside the session that it ends', () => {
    const fault = changes('to-host', frame => {
      const isAckToKeyset = frame.mac !== null && frame.code === REPLY.ACK && !isTaken;
      if (!isAckToKeyset) return null;
      isTaken = true;
      return plainly(frame, REPLY.ACK);
    });
    let isTaken = false;
    const { line } = lineOf({ panel: [installing], readers: [{ address: 0 }], fault });
    line.run(1000);
    expect(isTaken).toBe(true);
    expect(statesOn(line)).toEqual(['answering']);
    const asked = askedOn(line);
    expect(asked.slice(asked.indexOf('KEYSET')).slice(0, 4)).toEqual(['KEYSET', 'CHLNG', 'SCRYPT', 'LSTAT']);
  });

  it('is used from sequence 0 on by a reader that wants it so', () => {
    let isKeyed = false;
    const { line } = lineOf({
      panel: [installing],
      readers: [{ address: 0 }],
      fault: (bytes, direction) => {
        const parsed = parseFrame(bytes);
        if (direction === 'to-host' || !parsed.ok) return [{ bytes }];
        if (parsed.frame.sequence === 0) isKeyed = false;
        if (parsed.frame.code === COMMAND.KEYSET) isKeyed = true;
        else if (isKeyed) {
          line.inject(
            encodeFrame({ ...plainly(parsed.frame, REPLY.NAK, NAK.securityConditions), isReply: true }),
          );
          return [];
        }
        return [{ bytes }];
      },
    });
    line.run(1500);
    expect(statesOn(line)).toEqual(['answering']);
    expect(askedOn(line).filter(name => name === 'KEYSET')).toHaveLength(1);
  });
});
