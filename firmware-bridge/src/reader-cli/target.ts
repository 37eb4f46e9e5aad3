import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { isErrnoException } from '../platform/index.ts';
import { AUTO_FAMILY, findFamily, ReaderConfig } from '../readers/index.ts';
import { type Arguments, lastValue, numberOf, UsageError } from './arguments.ts';
import { familyNamed, settingsFor } from './family-settings.ts';
import { firstProblem } from './issue-text.ts';
import { notSerial } from './serial-check.ts';

/** Options that say which reader is meant. */
export const TARGET_VALUES = ['port', 'usb', 'family', 'baud', 'config', 'reader'] as const;

/**
 * The readers that the command line names: those of a configuration file, or one by its port, its USB ids, or a software one. Throws
 * UsageError.
 */
export function targetsOf(args: Arguments, root: string): ReaderConfig[] {
  const file = lastValue(args, 'config');
  const where = whereabouts(args);
  if (file !== null) {
    if (Object.keys(where).length > 0)
      throw new UsageError('--config says where the readers are; leave the rest out');
    return fromFile(file, lastValue(args, 'reader'));
  }
  if (Object.keys(where).length !== 1)
    throw new UsageError('which reader? give --port PATH, --usb VENDOR:PRODUCT or --config FILE');
  const config = parsed({ id: 'reader', place: 'reader', ...familyAndSettings(args), ...where });
  const isSerial = (findFamily(config.family)?.link ?? 'serial') === 'serial';
  const problem = isSerial && config.port !== undefined ? notSerial(config.port, root) : null;
  if (problem !== null) throw new UsageError(problem);
  return [config];
}

function whereabouts(args: Arguments): Record<string, unknown> {
  const port = lastValue(args, 'port');
  const usb = lastValue(args, 'usb');
  return {
    ...(port === null ? {} : { port }),
    ...(usb === null ? {} : { usb: usbIdentity(usb) }),
    ...(args.flags.has('virtual') ? { virtual: true } : {}),
  };
}

function familyAndSettings(args: Arguments): Record<string, unknown> {
  const name = lastValue(args, 'family') ?? (args.flags.has('virtual') ? null : AUTO_FAMILY);
  const settings =
    name === AUTO_FAMILY ? autoSettings(args) : settingsFor(familyNamed(name), name ?? '', args.settings);
  if (!args.values.has('baud')) return settings;
  return { ...settings, baudRate: numberOf(args, 'baud', { min: 1200, max: 1_288_000, otherwise: 9600 }) };
}

function autoSettings({ settings }: Arguments): Record<string, unknown> {
  const [setting] = settings.keys();
  if (setting !== undefined) throw new UsageError(`--${setting} is a setting of a family: give --family`);
  return { family: AUTO_FAMILY };
}

function usbIdentity(text: string): Record<string, string> {
  const [vendorId = '', productId = '', serialNumber] = text.split(':');
  return { vendorId, productId, ...(serialNumber === undefined ? {} : { serialNumber }) };
}

function fromFile(file: string, only: string | null): ReaderConfig[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // Never the parser's own words: they quote what is around the fault, which may be a key.
    const why = isErrnoException(error) ? `cannot be read (${error.code})` : 'is not valid JSON';
    throw new UsageError(`${file} ${why}`);
  }
  const listed = z.safeParse(z.object({ readers: z.array(z.unknown()) }), json);
  if (!listed.success) throw new UsageError(`${file} has no list of readers`);
  const readers = listed.data.readers.map(parsed).filter(({ id }) => only === null || id === only);
  if (readers.length === 0) throw new UsageError(`${file} has no reader${only === null ? '' : ` ${only}`}`);
  return readers;
}

function parsed(config: unknown): ReaderConfig {
  const result = z.safeParse(ReaderConfig, config);
  if (result.success) return result.data;
  throw new UsageError(firstProblem(result.error));
}
