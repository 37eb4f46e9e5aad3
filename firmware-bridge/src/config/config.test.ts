import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig, parseConfig, parseStart } from './config.ts';

const SECRET = 'hunter2-is-secret';

const file = {
  dataDir: '/var/lib/tapclock',
  terminal: 'gate-2',
  place: 'Gate 2',
  site: { id: 'werk-nord', name: 'Werk Nord', zone: 'Europe/Berlin', language: 'en' },
  siteKey: 'AB'.repeat(32),
  broker: { url: 'mqtts://broker.example:8883', username: 'gate-2', password: SECRET },
  readers: [{ id: 'reader-1', family: 'rdm6300', port: '/dev/ttyUSB0', place: 'left' }],
};

function problemsOf(config: unknown, environment = {}): Record<string, string> {
  try {
    parseConfig(config, environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.message).not.toContain(SECRET);
    return Object.fromEntries(error.problems.map(({ path, problem }) => [path, problem]));
  }
  return {};
}

describe('config', () => {
  it('fills in what is not given', () => {
    expect(parseConfig(file)).toMatchObject({
      siteKey: Buffer.alloc(32, 0xab),
      kiosk: { host: '127.0.0.1', port: 8090 },
      readers: [{ checksum: 'xor', holdMs: 400 }],
      clocking: { countdownMs: 4000, recordedMs: 2500, duplicateWindowMs: 10_000, pinEnabled: true },
      journal: { rowsMax: 1_000_000, keepDeliveredDays: 30 },
      log: { level: 'info' },
    });
  });

  it('knows a reader by the name of the product, with what that name stands for', () => {
    const { readers } = parseConfig({
      ...file,
      readers: [
        { id: 'em', family: 'em18', port: '/dev/ttyUSB0' },
        { id: 'parallax', family: 'parallax', port: '/dev/ttyUSB1' },
        { id: 'slow', family: 'parallax', port: '/dev/ttyUSB2', baudRate: 9600 },
      ],
    });
    expect(readers).toMatchObject([
      { envelope: 'bare' },
      { baudRate: 2400, technology: 'em4100' },
      { baudRate: 9600 },
    ]);
  });

  it('lets OSDP readers share a line, each with its own address, and nobody else', () => {
    const onOneLine = (...readers: object[]) =>
      problemsOf({
        ...file,
        readers: readers.map((reader, index) => ({ id: `r-${index}`, port: '/dev/ttyUSB0', ...reader })),
      });
    expect(onOneLine({ family: 'osdp', address: 0 }, { family: 'osdp', address: 1 })).toEqual({});
    for (const second of [{ family: 'osdp', address: 0 }, { family: 'rdm6300' }])
      expect(onOneLine({ family: 'osdp', address: 0 }, second)).toEqual({
        readers: expect.stringContaining('same port'),
      });
  });

  it('lets the environment override the file, and be all there is', () => {
    const environment = {
      TAPCLOCK_BROKER_PASSWORD: 'other',
      TAPCLOCK_KIOSK_PORT: '0',
      TAPCLOCK_PIN_ENABLED: 'false',
      TAPCLOCK_READERS: JSON.stringify([{ id: 'desk', family: 'rdm6300', virtual: true, place: 'desk' }]),
      TAPCLOCK_LOG_LEVEL: '',
    };
    expect(parseConfig(file, environment)).toMatchObject({
      broker: { url: 'mqtts://broker.example:8883', password: 'other' },
      kiosk: { port: 0 },
      clocking: { pinEnabled: false },
      readers: [{ id: 'desk', virtual: true }],
      log: { level: 'info' },
    });
    expect(problemsOf(undefined, { TAPCLOCK_TERMINAL: 'gate-2' })).not.toHaveProperty('terminal');
  });

  it('names every problem at once, with the variable that also sets it', () => {
    expect(problemsOf({ kiosk: { port: 'x' } })).toEqual({
      dataDir: 'missing, give a string (or set TAPCLOCK_DATA_DIR)',
      terminal: 'missing, give a string (or set TAPCLOCK_TERMINAL)',
      place: 'missing, give a string (or set TAPCLOCK_PLACE)',
      'site.id': 'missing, give a string (or set TAPCLOCK_SITE_ID)',
      'site.name': 'missing, give a string (or set TAPCLOCK_SITE_NAME)',
      'site.zone': 'missing, give a string (or set TAPCLOCK_SITE_ZONE)',
      'site.language': 'missing, give one of en, de (or set TAPCLOCK_SITE_LANGUAGE)',
      siteKey: 'missing, give a string (or set TAPCLOCK_SITE_KEY)',
      'broker.url': 'missing, give a string (or set TAPCLOCK_BROKER_URL)',
      'broker.username': 'missing, give a string (or set TAPCLOCK_BROKER_USERNAME)',
      'broker.password': 'missing, give a string (or set TAPCLOCK_BROKER_PASSWORD)',
      'kiosk.port': 'must be a whole number (or set TAPCLOCK_KIOSK_PORT)',
      readers: 'missing, give an array (or set TAPCLOCK_READERS)',
    });
  });

  it.each([
    ['a kiosk that others could reach', { kiosk: { host: '0.0.0.0' } }, 'kiosk.host'],
    ['a terminal name that is a topic word', { terminal: 'roster' }, 'terminal'],
    ['a zone that does not exist', { site: { ...file.site, zone: 'Europe/Atlantis' } }, 'site.zone'],
    ['a short site key', { siteKey: SECRET }, 'siteKey'],
    [
      'a password inside the address',
      { broker: { ...file.broker, url: `mqtts://me:${SECRET}@h` } },
      'broker.url',
    ],
    [
      'a broker in clear elsewhere',
      { broker: { ...file.broker, url: 'mqtt://broker.example' } },
      'broker.url',
    ],
    ['no reader', { readers: [] }, 'readers'],
    ['two readers with one id', { readers: [file.readers[0], file.readers[0]] }, 'readers'],
    [
      'a reader of an unknown family',
      { readers: [{ ...file.readers[0], family: 'abacus' }] },
      'readers.0.family',
    ],
    [
      'two readers that type into one page',
      { readers: ['a', 'b'].map(id => ({ id, family: 'wedge', page: true })) },
      'readers',
    ],
    ['a port that is no path', { readers: [{ ...file.readers[0], port: 'ttyUSB0' }] }, 'readers.0.port'],
    [
      'a hold shorter than two looks at the reader',
      { readers: [{ id: 'r', family: 'pn532', port: '/dev/ttyUSB0', pollMs: 250, holdMs: 300 }] },
      'readers.0',
    ],
    ['a misspelt reader field', { readers: [{ ...file.readers[0], chekcsum: 'xor' }] }, 'readers.0'],
    ['a misspelt field', { broker: { ...file.broker, pasword: SECRET } }, 'broker'],
  ])('refuses %s', (_what, change, path) => {
    expect(Object.keys(problemsOf({ ...file, ...change }))).toEqual([path]);
  });
});

describe('loadConfig', () => {
  const withFile = (text: string, use: (path: string) => void) => {
    const dir = mkdtempSync(join(tmpdir(), 'tapclock-config-'));
    try {
      const path = join(dir, 'bridge.json');
      writeFileSync(path, text);
      use(path);
    } finally {
      rmSync(dir, { recursive: true });
    }
  };

  it('reads the file named by an argument before the one named by the environment', () => {
    const configured = { kind: 'configured', config: { terminal: 'gate-2' } };
    withFile(JSON.stringify(file), path => {
      const environment = { TAPCLOCK_CONFIG: '/nowhere.json' };
      expect(loadConfig({ args: ['--config', path], environment })).toMatchObject(configured);
      expect(loadConfig({ args: [`--config=${path}`], environment })).toMatchObject(configured);
      expect(loadConfig({ args: [], environment: { TAPCLOCK_CONFIG: path } })).toMatchObject(configured);
      expect(() => loadConfig({ args: [], environment })).toThrow('/nowhere.json cannot be read (ENOENT)');
      expect(() => loadConfig({ args: ['--config'], environment })).toThrow('needs a file name');
    });
  });

  it('does not quote a file that is no JSON', () => {
    withFile(`{"siteKey": ${SECRET}`, path => {
      expect(() => loadConfig({ args: ['--config', path], environment: {} })).toThrow('is not valid JSON');
      expect(() => loadConfig({ args: ['--config', path], environment: {} })).not.toThrow(SECRET);
    });
  });
});

describe('the configuration of a kiosk that is to be paired', () => {
  const { dataDir, readers } = file;
  const unpaired = { dataDir, readers, hub: { url: 'https://clock.example.com' } };
  const handOut = {
    terminal: 'gate-9',
    place: 'Gate 9',
    site: { id: 'werk-nord', name: 'Werk Nord', zone: 'Europe/Berlin', language: 'de' as const },
    siteKey: 'ab'.repeat(32),
    broker: { url: 'mqtts://broker.example:8883', username: 'gate-9', password: SECRET },
  };

  function start(config: unknown, environment = {}) {
    const parsed = parseStart(config, environment);
    if (parsed.kind !== 'by-pairing') throw new Error('is configured');
    return parsed.config;
  }

  it('needs no more than a hub and readers, and is whole with what the hub hands out', () => {
    expect(start(unpaired)).toMatchObject({ kiosk: { port: 8090 }, log: { level: 'info' } });
    expect(start(unpaired).paired(handOut)).toMatchObject({
      ...{ terminal: 'gate-9', place: 'Gate 9', broker: handOut.broker },
      siteKey: Buffer.alloc(32, 0xab),
      readers: [{ id: 'reader-1' }],
    });
    expect(start({ dataDir, readers }, { TAPCLOCK_HUB_URL: 'https://other.example' }).hub.url).toBe(
      'https://other.example',
    );
  });

  it('is not pairing where a broker login is given: that configuration works as it did', () => {
    expect(parseStart({ ...file, hub: unpaired.hub })).toMatchObject({
      kind: 'configured',
      config: { terminal: 'gate-2' },
    });
  });

  it.each([
    'http://clock.example.com',
    'https://clock.example.com/path',
    'https://me:secret@clock.example.com',
    'clock',
  ])('takes no hub at %s: TLS says who hands out keys', url => {
    expect(() => parseStart({ ...unpaired, hub: { url } })).toThrow('hub.url');
  });

  it('may ask a hub on the same machine without TLS', () => {
    expect(start({ ...unpaired, hub: { url: 'http://127.0.0.1:8080' } }).hub.url).toBe(
      'http://127.0.0.1:8080',
    );
  });

  it('says what is wrong before anybody pairs', () => {
    expect(() => parseStart({ ...unpaired, readers: [] })).toThrow('at least one reader');
    expect(() => parseStart({ ...unpaired, terminal: 'gate-2' })).toThrow('unknown field "terminal"');
  });
});
