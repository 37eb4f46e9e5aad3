import { describe, expect, it } from '@jest/globals';
import { MAIL_GIVE_UP_AFTER_MS, mailOutcomeOf, nextMailTry } from './mail-retry.ts';

describe('a mail that was not sent', () => {
  it('is tried again after ever longer pauses', () => {
    const minutes = Array.from({ length: 8 }, (_, nth) => {
      const next = nextMailTry({ attempts: nth + 1, madeMs: 0, nowMs: 0 });
      return (next ?? 0) / 60_000;
    });
    expect(minutes).toEqual([1, 5, 15, 60, 120, 240, 240, 240]);
  });

  it('is given up when it is two days old', () => {
    expect(nextMailTry({ attempts: 9, madeMs: 0, nowMs: MAIL_GIVE_UP_AFTER_MS - 1 })).not.toBeNull();
    expect(nextMailTry({ attempts: 9, madeMs: 0, nowMs: MAIL_GIVE_UP_AFTER_MS })).toBeNull();
  });
});

describe('what a mail server says', () => {
  const refusal = {
    command: 'RCPT TO',
    responseCode: 550,
    response: '550 5.1.1 <maria@werk.example> unknown',
  };

  it('is kept without its words, which may name the person', () => {
    expect(mailOutcomeOf(refusal)).toEqual({ kind: 'refused', problem: '550 5.1.1' });
    expect(mailOutcomeOf({ ...refusal, response: '550 maria is gone' })).toEqual({
      kind: 'refused',
      problem: '550',
    });
  });

  it.each([
    ['RCPT TO', 450, false],
    ['DATA', 451, false],
    ['MAIL FROM', 550, true],
    ['AUTH PLAIN', 535, true],
    ['CONN', 554, true],
  ])('to %s with %i means later', (command, responseCode, everybody) => {
    const outcome = mailOutcomeOf({ command, responseCode, response: `${responseCode} no` });
    expect(outcome).toEqual({ kind: 'not-now', problem: String(responseCode), everybody });
  });

  it('to the message with 5xx is for good', () => {
    expect(mailOutcomeOf({ command: 'DATA', responseCode: 554 }).kind).toBe('refused');
  });

  it('when it does not answer is that nobody is to blame but itself', () => {
    expect(mailOutcomeOf({ code: 'ECONNECTION' })).toEqual({
      kind: 'not-now',
      problem: 'ECONNECTION',
      everybody: true,
    });
    expect(mailOutcomeOf({ code: 'EENVELOPE' })).toEqual({ kind: 'refused', problem: 'EENVELOPE' });
  });
});
