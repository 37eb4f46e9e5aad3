import type { Punch } from '@tapclock/contracts';
import type { BenchPerson, BenchTerminal, Message } from './bench-terminal.ts';

/** Hands out the next person, who comes and goes in turn. */
export class Crew {
  readonly #people: readonly BenchPerson[];
  #next = 0;

  constructor(people: readonly BenchPerson[]) {
    this.#people = people;
  }

  messages(terminal: BenchTerminal, count: number, punches: number): Message[] {
    return Array.from({ length: count }, () =>
      terminal.message(
        Array.from({ length: punches }, () => this.#punch()),
        Date.now(),
      ),
    );
  }

  #punch(): { person: BenchPerson; action: Punch['action'] } {
    const turn = Math.floor(this.#next / this.#people.length);
    const person = this.#people[this.#next % this.#people.length];
    if (person === undefined) throw new Error('the bench has no people');
    this.#next += 1;
    return { person, action: turn % 2 === 0 ? 'clock-in' : 'clock-out' };
  }
}
