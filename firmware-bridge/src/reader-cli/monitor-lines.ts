import type { ReaderStatus } from '@tapclock/contracts';
import type { BadgeRead, ByteDirection, ProtocolEvent, Reader } from '../readers/index.ts';
import { eventOf } from './event-view.ts';
import { spacedHex } from './hex.ts';
import { wrappedParts } from './table.ts';
import type { World } from './world.ts';

/** What a person, or a program, is shown of a line while it happens. */
export interface MonitorLines {
  event(event: ProtocolEvent, readerId: string): void;
  bytes(direction: ByteDirection, bytes: Uint8Array, readerId: string): void;
  read(read: BadgeRead): void;
  state(status: ReaderStatus): void;
  /** One line of counters for each reader. */
  counters(readers: readonly Reader[], options?: { onlyIfChanged?: boolean }): void;
}

const KIND_WIDTH = 9;
const TIME_WIDTH = 12;

export function createMonitorLines(
  { out, clock }: Pick<World, 'out' | 'clock'>,
  { isJson, isRaw }: { isJson: boolean; isRaw: boolean },
): MonitorLines {
  const sightings = new Map<string, number>();
  let shownCounters = '';

  const line = (readerId: string, kind: string, text: string, facts: object) => {
    const at = new Date(clock.nowMs()).toISOString();
    if (isJson) out(`${JSON.stringify({ at, reader: readerId, kind, ...facts })}\n`);
    else out(`${timeText(clock.nowMs())}  ${readerId}  ${kind.padEnd(KIND_WIDTH)}  ${text}\n`);
  };
  return {
    event(event, readerId) {
      switch (event.kind) {
        case 'read':
          sightings.set(readerId, (sightings.get(readerId) ?? 0) + 1);
          break;
        case 'discarded': {
          const { bytes, reason } = event;
          const hex = spacedHex(bytes);
          line(readerId, 'discarded', `${count(bytes.length, 'byte')}, ${reason}: ${hex}`, {
            reason,
            byteCount: bytes.length,
            bytes: hexOf(bytes),
          });
          break;
        }
        case 'refused':
          line(readerId, 'refused', event.reason, { reason: event.reason });
          break;
        case 'keys':
          line(readerId, 'keys', event.keys, { keys: event.keys });
          break;
        case 'note': {
          const facts = Object.entries(event.facts ?? {}).map(([name, value]) => `${name} ${value}`);
          line(readerId, 'note', [event.text, ...facts].join(', '), {
            level: event.level,
            text: event.text,
            ...(event.facts === undefined ? {} : { facts: event.facts }),
          });
          break;
        }
        case 'reopen':
          line(
            readerId,
            'reopen',
            `${event.problem}${event.baudRate === undefined ? '' : ` at ${event.baudRate}`}`,
            {
              problem: event.problem,
              ...(event.baudRate === undefined ? {} : { baudRate: event.baudRate }),
            },
          );
          break;
        case 'write':
        case 'peer':
          // Seen as bytes, and as the reader's state.
          break;
      }
    },
    bytes(direction, bytes, readerId) {
      if (!isRaw) return;
      const arrow = direction === 'input' ? '<' : '>';
      line(readerId, direction, `${arrow} ${spacedHex(bytes)}`, { bytes: hexOf(bytes) });
    },
    read(read) {
      const { technology, raw, bits, printed, unusable } = read;
      const badge = `${technology} ${raw}${bits === undefined ? '' : ` (${bits} bits)`}`;
      const note = unusable === undefined ? '' : '  UNUSABLE: a random number, another one at the next tap';
      line(read.readerId, 'read', badge + note, { event: eventOf(read) });
      if (isJson) return;
      const views = Object.entries(printed).map(([view, text]) => `${view} ${text}`);
      const parts = views.map((view, index) => (index < views.length - 1 ? `${view},` : view));
      const indent = TIME_WIDTH + 2 + read.readerId.length + 2 + KIND_WIDTH + 2;
      if (views.length > 0) out(wrappedParts(parts, { indent }));
    },
    state({ id, family, state, problem }) {
      line(id, 'state', `${state}${problem === null ? '' : `: ${problem}`} (${family})`, {
        state,
        problem,
        family,
      });
    },
    counters(readers, { onlyIfChanged = false } = {}) {
      const all = readers.map(reader => {
        const { id, reads, refusedReads, discardedBytes } = reader.status();
        return { id, reads, sightings: sightings.get(id) ?? 0, refusedReads, discardedBytes };
      });
      const shown = JSON.stringify(all);
      if (onlyIfChanged && shown === shownCounters) return;
      shownCounters = shown;
      for (const { id, ...counters } of all) line(id, 'counters', countersText(counters), counters);
    },
  };
}

interface Counters {
  reads: number;
  sightings: number;
  refusedReads: number;
  discardedBytes: number;
}

function countersText({ reads, sightings, refusedReads, discardedBytes }: Counters): string {
  const seen = count(sightings, 'sighting');
  return `${count(reads, 'read')} (${seen}), ${refusedReads} refused, ${count(discardedBytes, 'byte')} discarded`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

/** Local time with milliseconds. */
function timeText(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const milliseconds = String(at.getMilliseconds()).padStart(3, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${milliseconds}`;
}
