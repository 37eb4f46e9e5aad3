import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface Plan {
  rounds: number;
  terminals: number;
  people: number;
  /** Messages each terminal keeps on their way, as the bridge does. */
  window: number;
  singlesPerTerminal: number;
  backlogTerminals: number;
  batchesPerTerminal: number;
  /** Folder for CPU profiles of the hub; null for none. */
  profileDir: string | null;
  keep: boolean;
}

/** Reads the options of the ingest bench. */
export function planOf(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      terminals: { type: 'string', default: '200' },
      people: { type: 'string', default: '2000' },
      window: { type: 'string', default: '4' },
      singles: { type: 'string', default: '12000' },
      batches: { type: 'string', default: '80' },
      profile: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const terminals = Number(values.terminals);
  const batches = Number(values.batches);
  const backlogTerminals = Math.min(terminals, Math.ceil(batches / 2));
  return {
    ...{ terminals, backlogTerminals, keep: values.keep },
    rounds: Number(values.rounds),
    people: Number(values.people),
    window: Number(values.window),
    singlesPerTerminal: Math.ceil(Number(values.singles) / terminals),
    batchesPerTerminal: Math.ceil(batches / backlogTerminals),
    profileDir: values.profile === undefined ? null : resolve(values.profile),
  };
}
