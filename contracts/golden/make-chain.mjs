/**
 * Writes chain.json: a terminal's signed punches with every value in between, from a key that is for tests only.
 * Same input, same bytes (Ed25519 signatures are deterministic, RFC 8032 section 5.1.6). Run it after a change of the
 * wire: `node_modules/.bin/node contracts/golden/make-chain.mjs`. It states the rules anew, on purpose, instead of
 * importing the code that tests check against it; only RFC 8785 comes from the library everyone uses.
 */
import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import canonicalize from 'canonicalize';

// RFC 8410 section 7: PKCS8 of an Ed25519 key is this prefix and the 32-byte seed.
const seed = createHash('sha256').update('tapclock golden chain: a key for tests, never for a terminal').digest();
const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
const publicKey = createPublicKey(privateKey);
const publicRaw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);

const siteKey = createHash('sha256').update('tapclock golden site key: for tests').digest();
const badges = ['em4100:67003B51C6', 'em4100:67003BA86C', 'em4100:01000734E0'];
const credential = index => createHmac('sha256', siteKey).update(badges[index]).digest('hex');
const employees = ['0190a5b0-7c1e-7a31-9d52-1f6f0c2b4a01', '0190a5b0-7c1e-7a31-9d52-1f6f0c2b4a02'];

const CHAIN_START = '0'.repeat(64);
const boots = [1795327200, 1795413600];
let made = 0;

function punch(boot, sequence, uptimeMs, more) {
  made += 1;
  const atMs = boot * 1000 + uptimeMs;
  const time = atMs.toString(16).padStart(12, '0');
  return {
    punchId: `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${made.toString(16).padStart(12, '0')}`,
    sequence,
    action: 'clock-in',
    employee: employees[0],
    credential: credential(0),
    identifiedBy: 'badge',
    assurance: 'identifier-only',
    reader: 'reader-1',
    occurredAt: new Date(atMs).toISOString(),
    utcOffsetMinutes: 60,
    zone: 'Europe/Berlin',
    uptimeMs,
    clockOffsetMs: null,
    offline: false,
    chosenBy: 'countdown',
    ...more,
  };
}

/** One signed batch with what lies between its punches and its signature. */
function signedBatch(terminal, boot, previous, punches, sent) {
  const canonical = punches.map(one => canonicalize(one));
  const chainHashes = [];
  let head = previous;
  for (const text of canonical) {
    head = createHash('sha256').update(Buffer.from(head, 'hex')).update(text, 'utf8').digest('hex');
    chainHashes.push(head);
  }
  const from = punches[0].sequence;
  const signedText = ['tapclock punch batch 1', terminal, boot, from, punches.length, head, sent.at, sent.uptimeMs ?? '-'].join('\n');
  const sig = sign(null, Buffer.from(signedText, 'utf8'), privateKey).toString('base64');
  return {
    batch: { terminal, boot, from, previous, punches, head, sent, sig },
    canonical,
    chainHashes,
    receiptCodes: chainHashes.map(receiptCode),
    signedText,
  };
}

/** Crockford base 32 of the first 40 bits, by arithmetic on five bytes. */
function receiptCode(hash) {
  let value = Number.parseInt(hash.slice(0, 10), 16);
  const digits = [];
  for (let place = 0; place < 8; place += 1) {
    digits.unshift('0123456789ABCDEFGHJKMNPQRSTVWXYZ'[value % 32]);
    value = Math.floor(value / 32);
  }
  return `${digits.slice(0, 4).join('')}-${digits.slice(4).join('')}`;
}

const [first, second] = boots;
const sentAt = (boot, uptimeMs) => ({ at: new Date(boot * 1000 + uptimeMs).toISOString(), uptimeMs });
const one = signedBatch(
  'gate-2',
  first,
  CHAIN_START,
  [
    punch(first, 1, 61_000),
    punch(first, 2, 65_250, { employee: employees[1], credential: credential(1), chosenBy: 'worker', clockOffsetMs: -12 }),
    punch(first, 3, 70_001, { action: 'auto', employee: null, credential: credential(2), chosenBy: 'terminal', offline: true }),
  ],
  sentAt(first, 70_010),
);
// Fields of a newer bridge: order of keys, letters beyond ASCII and spelling of numbers are the traps of RFC 8785.
const two = signedBatch(
  'gate-2',
  first,
  one.batch.head,
  [
    punch(first, 4, 7_200_000, {
      action: 'break-start',
      credential: null,
      identifiedBy: 'pin',
      assurance: 'knowledge',
      reader: null,
      chosenBy: 'worker',
      zNote: 'Grüße aus Köln \u20ac \ud83d\ude00 "\\\u0007',
      aMeasure: { temperatureCelsius: 36.6, big: 1e21, small: 1e-7, zero: -0, list: [3, 1, 2], 'ö': 1, 'z': 2 },
    }),
  ],
  sentAt(first, 7_200_008),
);
// The chain runs on across boots, the numbers start again.
const three = signedBatch('gate-2', second, two.batch.head, [punch(second, 1, 500, { action: 'break-end' }), punch(second, 2, 900_000, { action: 'clock-out' })], sentAt(second, 900_007));
// The same punches sent again in a later boot: other signature, same chain.
const again = signedBatch('gate-2', first, CHAIN_START, one.batch.punches, { at: new Date(second * 1000 + 1000).toISOString(), uptimeMs: null });

const altered = structuredClone(one.batch);
altered.punches[1].action = 'clock-out';
const stranger = structuredClone(one.batch);
stranger.sig = sign(
  null,
  Buffer.from(one.signedText),
  createPrivateKey({
    key: Buffer.concat([der.subarray(0, 16), createHash('sha256').update('a stranger').digest()]),
    format: 'der',
    type: 'pkcs8',
  }),
).toString('base64');
const borrowed = { ...one.batch, terminal: 'gate-1' };
const unlinked = { ...two.batch, previous: one.batch.previous };

const golden = {
  note: 'Made by make-chain.mjs. The keys are for tests only.',
  site: 'werk-nord',
  terminal: 'gate-2',
  siteKeyHex: siteKey.toString('hex'),
  credentials: badges.map((badge, index) => ({ badge, credential: credential(index) })),
  key: {
    privateKeyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }),
    publicKeyBase64: publicRaw.toString('base64'),
  },
  chainStart: CHAIN_START,
  batches: [
    { title: 'three punches of the first boot', ...one },
    { title: 'one more, with fields of a newer bridge', ...two },
    { title: 'the next boot, chained to the one before', ...three },
    { title: 'the first three again, sent in the next boot', ...again },
  ],
  forged: [
    { title: 'a punch was altered after signing: the head does not follow from the punches', fails: 'head', batch: altered },
    { title: 'previous was altered: the head does not follow from it', fails: 'head', batch: unlinked },
    { title: 'signed by another key', fails: 'signature', batch: stranger },
    { title: 'sent under the name of another terminal', fails: 'signature', batch: borrowed },
  ],
};
writeFileSync(new URL('./chain.json', import.meta.url), `${JSON.stringify(golden, null, 2)}\n`);
