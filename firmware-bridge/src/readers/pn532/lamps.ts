import type { Signal } from '../protocol.ts';
import { type Command, writeGpio } from './commands.ts';

/** P32 and P34 are left alone: the chip uses them itself on many boards, and other drivers keep them high too. */
export const PINS = ['P30', 'P31', 'P33', 'P35', 'P71', 'P72'] as const;
export type Pin = (typeof PINS)[number];

export interface LampPins {
  accepted?: Pin | undefined;
  refused?: Pin | undefined;
}

/** Lets the pins of a port be set; without it the port stays as it is. */
const VALID = 0x80;
/** All pins of a port high: as after power-up, lamps between pin and supply are dark. */
const PORT3_HIGH = 0x3f;
const PORT7_HIGH = 0x06;

type Lamp = keyof LampPins;
interface Step {
  lit: readonly Lamp[];
  forMs: number;
}

const DARK: readonly Lamp[] = [];
const GAP: Step = { lit: DARK, forMs: 100 };
const END: Step = { lit: DARK, forMs: 0 };
const flash = (lit: readonly Lamp[], forMs: number): Step => ({ lit, forMs });

const SHOWN: Record<Signal, readonly Step[]> = {
  accepted: [flash(['accepted'], 300), END],
  offline: [flash(['accepted'], 100), GAP, flash(['accepted'], 100), END],
  unknown: [flash(['accepted', 'refused'], 300), END],
  refused: [flash(['refused'], 100), GAP, flash(['refused'], 100), GAP, flash(['refused'], 100), END],
};

/** Lamps or a buzzer at the chip's own pins: which command is due when. Low lights them. */
export class Lamps {
  readonly #pins: LampPins;
  #steps: readonly Step[] = [];
  #atMs = 0;

  constructor(pins: LampPins) {
    this.#pins = pins;
  }

  /** Replaces what is being shown. */
  show(signal: Signal, nowMs: number): void {
    const lamps: readonly Lamp[] = ['accepted', 'refused'];
    const used = lamps.filter(lamp => this.#pins[lamp] !== undefined);
    const steps = SHOWN[signal];
    if (!steps.some(({ lit }) => lit.some(lamp => used.includes(lamp)))) return;
    this.#begin(steps, nowMs);
  }

  /** All dark, such as after the bridge was restarted in the middle of a flash. */
  darken(nowMs: number): void {
    if (this.#pins.accepted !== undefined || this.#pins.refused !== undefined) this.#begin([END], nowMs);
  }

  drop(): void {
    this.#steps = [];
  }

  get dueMs(): number | null {
    return this.#steps.length === 0 ? null : this.#atMs;
  }

  /** The next command, where one is due. */
  next(nowMs: number): Command | null {
    const [step, ...rest] = this.#steps;
    if (step === undefined || nowMs < this.#atMs) return null;
    this.#steps = rest;
    this.#atMs = nowMs + step.forMs;
    return this.#command(step.lit);
  }

  #begin(steps: readonly Step[], nowMs: number): void {
    this.#steps = steps;
    this.#atMs = nowMs;
  }

  #command(lit: readonly Lamp[]): Command {
    const pins = Object.values(this.#pins);
    const low = lit.flatMap(lamp => this.#pins[lamp] ?? []);
    const port = (name: 'P3' | 'P7', high: number) =>
      pins.some(pin => pin?.startsWith(name)) ? VALID | (high & ~maskOf(low, name)) : 0;
    return writeGpio(port('P3', PORT3_HIGH), port('P7', PORT7_HIGH));
  }
}

/** Names of the pins that a WriteGPIO pulls low, for people. */
export function lowPins(port3: number, port7: number): string[] {
  const names = (name: 'P3' | 'P7', value: number) =>
    (value & VALID) === 0
      ? []
      : PINS.filter(pin => pin.startsWith(name) && (value & maskOf([pin], name)) === 0);
  return [...names('P3', port3), ...names('P7', port7)];
}

function maskOf(pins: readonly Pin[], port: 'P3' | 'P7'): number {
  return pins
    .filter(pin => pin.startsWith(port))
    .reduce((mask, pin) => mask | (1 << Number(pin.slice(2))), 0);
}
