import type { KioskScreen } from '@tapclock/contracts';
import type { Cancel, Clock, Timers } from '../platform/index.ts';
import { nextTickMs, step } from './clocking.ts';
import { screenOf } from './screens.ts';
import type { Person } from './standing.ts';
import {
  type AppendOutcome,
  type ClockingEffect,
  type ClockingInput,
  type ClockingSettings,
  type ClockingState,
  initialClocking,
  type Moment,
  type PunchWish,
} from './state.ts';

/** The world as the machine needs it. */
export interface DeskPorts {
  /** Returns only after the punch is on disk, or with the reason why it is not. */
  append(wish: PunchWish): AppendOutcome;
  findNumber(digits: string): Person | null;
  /** Never rejects for a wrong PIN. */
  verifyPin(hash: string, digits: string): Promise<boolean>;
  /** The screen changed. */
  onScreen(screen: KioskScreen): void;
  /** Something was handed to the journal; called after the screen was told, so that nobody waits for what follows. */
  afterAppend(): void;
  /** A fault of the program: nothing after it can be trusted. */
  onFault(error: unknown): void;
}

/** Runs the clocking machine: feeds it inputs one at a time, carries out its effects, keeps its one timer. */
export class Desk {
  private state: ClockingState = initialClocking();
  private readonly inputs: ClockingInput[] = [];
  private isStepping = false;
  private hasAppended = false;
  private cancelTick: Cancel = () => undefined;

  constructor(
    private readonly settings: ClockingSettings,
    private readonly deps: { clock: Clock; timers: Timers },
    private readonly ports: DeskPorts,
  ) {}

  /** Takes an input and everything that follows from it; the screen is told once, at the end, before this returns. */
  handle(input: ClockingInput): void {
    this.inputs.push(input);
    // An effect's own answer waits until the step that caused it is over.
    if (this.isStepping) return;
    this.isStepping = true;
    const before = this.state;
    try {
      for (let next = this.inputs.shift(); next !== undefined; next = this.inputs.shift()) {
        const { state, effects } = step(this.state, next, this.now(), this.settings);
        this.state = state;
        for (const effect of effects) this.carryOut(effect);
      }
    } finally {
      this.isStepping = false;
    }
    if (looksDifferent(before, this.state)) this.ports.onScreen(this.screen());
    this.arm();
    if (!this.hasAppended) return;
    this.hasAppended = false;
    this.ports.afterAppend();
  }

  screen(): KioskScreen {
    return screenOf(this.state, this.now(), this.settings);
  }

  /** Records the card that is up, then ends the timer. Whoever has tapped has tapped. */
  stop(): void {
    this.handle({ type: 'stop' });
    this.cancelTick();
  }

  private carryOut(effect: ClockingEffect): void {
    switch (effect.type) {
      case 'append': {
        const result = this.ports.append(effect.wish);
        this.hasAppended = true;
        this.inputs.push({ type: 'append-result', ticket: effect.ticket, result });
        return;
      }
      case 'find-number': {
        const person = this.ports.findNumber(effect.digits);
        this.inputs.push({ type: 'number-found', visit: effect.visit, person });
        return;
      }
      case 'verify-pin': {
        const { visit, hash, digits } = effect;
        this.ports
          .verifyPin(hash, digits)
          .then(matches => this.handle({ type: 'pin-verified', visit, matches }))
          .catch((error: unknown) => this.ports.onFault(error));
      }
    }
  }

  private arm(): void {
    this.cancelTick();
    const dueMs = nextTickMs(this.state);
    if (dueMs === null) return;
    const waitMs = Math.max(1, dueMs - this.deps.clock.uptimeMs());
    this.cancelTick = this.deps.timers.after(waitMs, () => this.handle({ type: 'tick' }));
  }

  private now(): Moment {
    const { clock } = this.deps;
    return { wallMs: clock.nowMs(), uptimeMs: clock.uptimeMs() };
  }
}

function looksDifferent(a: ClockingState, b: ClockingState): boolean {
  return a.view !== b.view || a.journal !== b.journal || a.identifyUntilMs !== b.identifyUntilMs;
}
