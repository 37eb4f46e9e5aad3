import type { Cancel, Clock, Timers } from '../../platform/index.ts';
import type { ReaderEmulator } from '../reader-emulator.ts';
import type { Transport, TransportListener } from './transport.ts';

/** An answer takes a moment on any wire; it also keeps question and answer from nesting into each other without end. */
const ANSWER_MS = 1;

/** A line that exists in memory only, with a software reader at its other end. */
export interface LoopTransport extends Transport {
  /** Puts a card into the reader's field. Bytes that the reader sends at once arrive before this returns. Throws RangeError for no card. */
  present(card: string, reader?: number): void;
  remove(reader?: number): void;
  /** Bytes out of nowhere, as if the reader had sent them. */
  inject(chunk: Uint8Array): void;
  /** Pulls the plug, or puts it back. */
  setPlugged(isPlugged: boolean): void;
}

export function createLoopTransport(
  emulator: ReaderEmulator,
  { clock, timers }: { clock: Clock; timers: Timers },
): LoopTransport {
  let listener: TransportListener | null = null;
  let isPlugged = true;
  let cancelTick: Cancel = () => undefined;
  const answers = new Set<Cancel>();

  const deliver = (frames: readonly Uint8Array[]) => {
    if (isPlugged) for (const frame of frames) listener?.onBytes(frame);
    arm();
  };
  const arm = () => {
    cancelTick();
    const dueMs = emulator.dueMs();
    if (dueMs === null || listener === null) return;
    cancelTick = timers.after(Math.max(1, dueMs - clock.uptimeMs()), () =>
      deliver(emulator.tick(clock.uptimeMs())),
    );
  };
  const quiet = () => {
    cancelTick();
    for (const cancel of answers) cancel();
    answers.clear();
  };

  return {
    start(to) {
      listener = to;
      to.onState(isPlugged ? 'online' : 'missing', isPlugged ? null : 'unplugged');
      arm();
    },
    stop() {
      listener = null;
      quiet();
      return Promise.resolve();
    },
    write(bytes) {
      if (!isPlugged || listener === null) return;
      const cancel = timers.after(ANSWER_MS, () => {
        answers.delete(cancel);
        deliver(emulator.receive(bytes, clock.uptimeMs()));
      });
      answers.add(cancel);
    },
    reopen(reason) {
      quiet();
      const to = listener;
      if (to === null || !isPlugged) return;
      to.onState('missing', reason);
      to.onState('online', null);
      arm();
    },
    present(card, reader) {
      deliver(emulator.present(card, clock.uptimeMs(), reader));
    },
    remove(reader) {
      deliver(emulator.remove(clock.uptimeMs(), reader));
    },
    inject(chunk) {
      deliver([chunk]);
    },
    setPlugged(plugged) {
      if (plugged === isPlugged) return;
      isPlugged = plugged;
      if (!isPlugged) quiet();
      listener?.onState(isPlugged ? 'online' : 'missing', isPlugged ? null : 'unplugged');
      if (isPlugged) arm();
    },
  };
}
