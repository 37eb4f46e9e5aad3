import { describe, expect, it } from '@jest/globals';
import { newWebhookSecret, signatureHeaders } from './signature.ts';

describe('the signature of a webhook', () => {
  it('is that of the example which Standard Webhooks publishes', () => {
    const headers = signatureHeaders(
      { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', sentAtSec: 1_614_265_330, body: '{"test": 2432232314}' },
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is there once for each secret that is good', () => {
    const secrets = [newWebhookSecret(), newWebhookSecret()];
    const signed = { id: 'evt_1', sentAtSec: 1, body: '{}' };
    const [first, second] = secrets.map(secret => signatureHeaders(signed, [secret])['webhook-signature']);
    expect(first).not.toBe(second);
    expect(signatureHeaders(signed, secrets)['webhook-signature']).toBe(`${first} ${second}`);
  });
});
