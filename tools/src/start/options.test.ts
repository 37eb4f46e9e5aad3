import { describe, expect, it } from '@jest/globals';
import { parseStart } from './options.ts';

const parse = (...args: string[]) =>
  parseStart(args, { defaultData: '/repo/.data', cwd: '/somewhere', families: ['rdm6300', 'osdp'] });

describe('the command line of npm start', () => {
  it('needs nothing', () => {
    const command = parse();
    expect(command).toMatchObject({
      kind: 'start',
      options: { dataDir: '/repo/.data', fresh: false, serialReaders: [] },
    });
  });

  it('takes the data folder from where the caller stands', () => {
    expect(parse('--data', 'there')).toMatchObject({ options: { dataDir: '/somewhere/there' } });
  });

  it('adds a real reader for each serial device', () => {
    const command = parse('--reader', 'rdm6300', '--port', '/dev/ttyUSB0', '--port', '/dev/ttyUSB1');
    expect(command).toMatchObject({
      options: {
        serialReaders: [
          { family: 'rdm6300', port: '/dev/ttyUSB0' },
          { family: 'auto', port: '/dev/ttyUSB1' },
        ],
      },
    });
  });

  it('makes a software reader of each family that has no device', () => {
    const command = parse('--reader', 'rdm6300', '--reader', 'osdp', '--port', '/dev/ttyUSB0');
    expect(command).toMatchObject({
      options: {
        serialReaders: [{ family: 'rdm6300', port: '/dev/ttyUSB0' }],
        softwareReaders: ['osdp'],
      },
    });
  });

  it.each([
    [['--port', '8080'], /serial device/],
    [['--reader', 'abacus', '--port', '/dev/ttyUSB0'], /not known; known: rdm6300, osdp/],
    [['--reader', 'abacus'], /not known; known: rdm6300, osdp/],
    [['--reader', 'auto'], /not known; known: rdm6300, osdp/],
    [['--hub-port', 'eighty'], /--hub-port takes a number/],
    [['--broker', 'rabbit'], /embedded or mosquitto/],
    [['--colour'], /--colour/],
  ])('says what is wrong with %j', (args, problem) => {
    const command = parse(...args);
    expect(command.kind === 'wrong' && command.problem).toMatch(problem);
  });
});
