import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReaderConfig } from '../readers/index.ts';
import { type Arguments, lastValue, numberOf, UsageError } from './arguments.ts';
import { type Check, examine, readerDevices } from './doctor-checks.ts';
import { cardText } from './event-view.ts';
import { familyNamed, settingsFor } from './family-settings.ts';
import { firstProblem } from './issue-text.ts';
import { readCard } from './read-card.ts';
import type { Verb } from './verb.ts';
import { EXIT, type World } from './world.ts';

const CARD_WAIT_MS = 20_000;
const OUR_RULES = 'deploy/udev/70-tapclock-readers.rules';

export const doctor: Verb = {
  name: 'doctor',
  summary: 'what stands in the way of a reader, and the command that mends it',
  usage: `doctor [--port PATH [--family FAMILY]] [--no-card]

  --port PATH    look at this one only, and read a badge with it at the end
  --no-card      do not ask for a badge
  --seconds N    wait so long for it (${CARD_WAIT_MS / 1000})`,
  options: { values: ['port', 'family', 'seconds'], flags: ['no-card'], takesSettings: true },
  async run(args, world) {
    const { root, user } = world;
    const path = lastValue(args, 'port');
    const config = configOf(args, path);
    const waitMs = waitMsOf(args);
    const devices = readerDevices(root, path);
    const checks = examine({ root, user, devices, path, ourRules: ourRules() });
    const isJson = args.flags.has('json');
    if (!isJson) for (const check of checks) world.out(checkText(check));
    const card = config === null ? null : await cardCheck(args, world, { config, waitMs, checks });
    if (card !== null) {
      checks.push(card);
      if (!isJson) world.out(checkText(card));
    }
    const problems = checks.filter(({ state }) => state === 'problem').length;
    if (isJson) world.out(`${JSON.stringify({ ok: problems === 0, checks })}\n`);
    else world.out(`\n${problems === 0 ? 'nothing is in the way' : `${problems} to mend`}\n`);
    return problems === 0 ? EXIT.ok : EXIT.trouble;
  },
};

/** The rules beside this program, in a checkout or an installation of it. */
function ourRules(): { path: string; text: string } | null {
  const path = join(import.meta.dirname, '../../..', OUR_RULES);
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch {
    // Installed without its deploy folder: what is installed cannot be compared then.
    return null;
  }
}

/** Reads a badge, where a person is there to hold one up and nothing stands in the way. */
async function cardCheck(
  args: Arguments,
  world: World,
  { config, waitMs, checks }: { config: ReaderConfig; waitMs: number; checks: readonly Check[] },
): Promise<Check | null> {
  const path = config.port ?? '';
  const isWanted = world.isInteractive || args.values.has('seconds');
  if (args.flags.has('no-card') || !isWanted || args.flags.has('json')) return null;
  if (checks.some(({ name, state }) => state === 'problem' && name.endsWith(path))) return null;
  world.err(`hold a badge to the reader at ${path} (${waitMs / 1000} s)\n`);
  const { read, states, discardedBytes, refusedReads } = await readCard([config], world, waitMs);
  if (read !== null) return { name: 'badge', state: 'ok', text: `a badge was read\n\n${cardText(read)}` };
  const came =
    discardedBytes + refusedReads === 0
      ? 'nothing came'
      : `${discardedBytes} bytes came that are no badge of this family`;
  return {
    name: 'badge',
    state: 'problem',
    text: `no badge was read: ${came}; ${states.join(', ')}`,
    fix: `npm run -s reader -- detect --port ${path}`,
  };
}

function waitMsOf(args: Arguments): number {
  return (
    numberOf(args, 'seconds', { min: 1, max: 600, otherwise: CARD_WAIT_MS / 1000, isWhole: false }) * 1000
  );
}

/** The reader at that port; null when none was named. Looked at first: nobody wants to hear of a typing error after a walk to the door. */
function configOf(args: Arguments, path: string | null): ReaderConfig | null {
  const name = lastValue(args, 'family');
  const [setting] = args.settings.keys();
  if (name === null && setting !== undefined)
    throw new UsageError(`--${setting} is a setting of a family: give --family`);
  if (path === null) {
    if (name !== null) throw new UsageError('--family is for one port: give --port');
    return null;
  }
  const settings = name === null ? { family: 'auto' } : settingsFor(familyNamed(name), name, args.settings);
  const parsed = ReaderConfig.safeParse({ id: 'reader', place: 'reader', ...settings, port: path });
  if (!parsed.success) throw new UsageError(firstProblem(parsed.error));
  return parsed.data;
}

const LABELS: Record<Check['state'], string> = { ok: 'ok     ', problem: 'PROBLEM', note: 'note   ' };

function checkText({ state, text, fix }: Check): string {
  const advice = fix === undefined ? '' : `         ${fix}\n`;
  return `${LABELS[state]}  ${text.trimEnd()}\n${advice}`;
}
