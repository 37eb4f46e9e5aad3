import {
  type Detection,
  type DetectStep,
  detectPlan,
  detect as detectReader,
  deviceAt,
  FAMILIES,
  type Finding,
  findDevice,
  LISTEN_MS,
  serialPortAt,
} from '../readers/index.ts';
import { type Arguments, lastValue, numberOf, UsageError } from './arguments.ts';
import { spacedHex } from './hex.ts';
import { configLine, whereIs } from './list.ts';
import { portTrouble } from './port-trouble.ts';
import { notSerial } from './serial-check.ts';
import { aligned, wrapped } from './table.ts';
import type { Verb } from './verb.ts';
import { EXIT, type World } from './world.ts';

/** Bytes shown of what came in a step. */
const SHOWN_BYTES = 32;

export const detect: Verb = {
  name: 'detect',
  summary: 'which family answers on a serial port',
  usage: `detect --port PATH [--seconds N]      listen for a badge, then ask each family politely
  detect --usb VENDOR:PRODUCT[:SERIAL]  the same, at whatever port that device is

  --seconds N   listen so long at each speed (1.5)`,
  options: { values: ['port', 'usb', 'seconds'] },
  async run(args, world) {
    const path = pathOf(args, world);
    const isJson = args.flags.has('json');
    const listenMs =
      numberOf(args, 'seconds', { min: 0.2, max: 60, otherwise: LISTEN_MS / 1000, isWhole: false }) * 1000;
    const device = deviceAt(path, world.root);
    const plan = detectPlan({ families: FAMILIES, looksLike: device?.looksLike ?? null, listenMs });
    try {
      const { timers, signal } = world;
      const detection = await detectReader({
        ...{ plan, timers, signal, families: FAMILIES, open: serialPortAt(path) },
        onStep: step => world.err(`${stepText(step)}\n`),
      });
      const config =
        detection.finding === null
          ? null
          : configOf(detection.finding, device === null ? { port: path } : whereIs(device));
      world.out(isJson ? `${JSON.stringify(jsonOf(detection, config))}\n` : textOf(detection, config));
      return detection.finding === null ? EXIT.trouble : EXIT.ok;
    } catch (error) {
      if (world.signal.aborted) return EXIT.trouble;
      const { code, message } = portTrouble(error, path);
      if (isJson) world.out(`${JSON.stringify({ ok: false, error: { code, message, offset: 0 } })}\n`);
      else world.err(`${message}\n`);
      return EXIT.trouble;
    }
  },
};

function pathOf(args: Arguments, world: World): string {
  const port = lastValue(args, 'port');
  const usb = lastValue(args, 'usb');
  if (port !== null && usb === null) {
    const problem = notSerial(port, world.root);
    if (problem !== null) throw new UsageError(problem);
    return port;
  }
  if (usb === null || port !== null)
    throw new UsageError('which port? give --port PATH or --usb VENDOR:PRODUCT; list shows them');
  const [vendorId, productId, serialNumber] = usb.split(':');
  const path = findDevice({ vendorId, productId, serialNumber }, 'serial', world.root);
  if (path === null) throw new UsageError(`no serial port belongs to ${usb}; list shows what is there`);
  return path;
}

function stepText(step: DetectStep): string {
  return step.kind === 'listen'
    ? `listening at ${step.baudRate} baud for ${step.forMs / 1000} s: hold a badge to the reader now`
    : `asking at ${step.baudRate} baud whether it is ${step.family}`;
}

function configOf({ family, settings, baudRate }: Finding, where: object): Record<string, unknown> {
  const known = FAMILIES.find(({ name, aliases }) => name === family || aliases.includes(family));
  const speed = known?.baudRate === baudRate ? {} : { baudRate };
  return { id: 'reader-1', family, ...where, ...settings, ...speed, place: 'Gate' };
}

function jsonOf({ finding, reports }: Detection, config: object | null): unknown {
  const steps = reports.map(({ step, received }) => ({
    kind: step.kind,
    ...(step.kind === 'probe' ? { family: step.family } : {}),
    baudRate: step.baudRate,
    received: Buffer.from(received).toString('hex').toUpperCase(),
  }));
  if (finding === null)
    return {
      ok: false,
      error: { code: 'not-recognised', message: 'nothing on this port was recognised', offset: 0 },
      steps,
    };
  const { family, settings, baudRate, confidence, because } = finding;
  return { ok: true, found: { family, settings, baudRate, confidence, because, config }, steps };
}

function textOf({ finding, reports }: Detection, config: Record<string, unknown> | null): string {
  if (finding === null || config === null) return nothingText(reports);
  const { family, baudRate, confidence, because, settings } = finding;
  const rows = [
    ['found', family],
    ['sure?', confidence === 'sure' ? 'yes' : 'likely: check the number with learn'],
    ['because', because],
    ['speed', `${baudRate} baud`],
    ...Object.entries(settings).map(([name, value]) => [name, String(value)]),
  ];
  const hint = family === 'osdp' ? `\n${wrapped(OSDP_HINT)}` : '';
  return `${aligned(rows)}\nFor "readers" in the configuration:\n\n  ${configLine(config)}\n${hint}`;
}

const OSDP_HINT =
  'An OSDP reader needs a key of its own: add "scbk", or see docs/readers/osdp.md for how to install one.';

function nothingText(reports: Detection['reports']): string {
  const heard = reports.filter(({ received }) => received.length > 0);
  const rows = heard.map(({ step, received }) => [
    `${step.kind === 'probe' ? `after asking for ${step.family}` : 'listening'} at ${step.baudRate}`,
    `${spacedHex(received.subarray(0, SHOWN_BYTES))}${received.length > SHOWN_BYTES ? ' …' : ''}`,
  ]);
  const came = heard.length === 0 ? 'Nothing came at all.\n' : `This came:\n\n${aligned(rows, 2)}`;
  return `Nothing was recognised. ${came}\nCheck\n\n${CHECKS.map(check => wrapped(`- ${check}`, { indent: 2 })).join('')}`;
}

const CHECKS = [
  'power: is its light on, does it beep at a badge?',
  'a badge of the right kind, held to it while it was listened to (--seconds 10 gives you time)',
  'TX and RX the right way round, and a common ground; at RS-485, A and B the right way round',
  'another speed or another setting: --family and --baud with monitor --raw shows every byte',
  'PN532: both switches on HSU. ID-12LA: FORM at ground. TWN4: firmware with simple protocol. OSDP: an address other than 0 is asked by broadcast, which some readers ignore',
];
