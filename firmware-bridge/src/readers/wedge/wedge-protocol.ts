import { addDiscarded, addReading, createTextProtocol } from '../line/text-protocol.ts';
import type { ReadValue } from '../line/value.ts';
import { LISTEN_ONLY, type ProtocolEvent, type ReaderProtocol } from '../protocol.ts';
import { createEvdevDecoder, type EvdevRecord } from './evdev.ts';
import type { KeyText, KeyTexts } from './key-text.ts';
import { createKeyboard } from './keyboard.ts';
import {
  keyTextsOf,
  pageFramerOf,
  recordBytesOf,
  type WedgeSettings,
  wedgeReaderOf,
} from './wedge-settings.ts';

/**
 * A reader that types: from kernel events of its keyboard, or from lines where the kiosk page has the keyboard. `arch` is `process.arch`:
 * kernel events are larger on some machines.
 */
export function createWedgeProtocol(settings: WedgeSettings, arch: string): ReaderProtocol {
  const read = wedgeReaderOf(settings);
  return settings.page === true
    ? createTextProtocol(pageFramerOf, read)
    : createKeyProtocol(settings, arch, read);
}

function createKeyProtocol(settings: WedgeSettings, arch: string, read: ReadValue): ReaderProtocol {
  const start = () => ({
    decoder: createEvdevDecoder(recordBytesOf(settings, arch)),
    keyboard: createKeyboard(),
    texts: keyTextsOf(settings),
  });
  let state = start();
  const take = (record: EvdevRecord, nowMs: number, events: ProtocolEvent[]) => {
    const press = state.keyboard.take(record);
    if (press === 'lost') state.texts.lose(nowMs);
    else if (press !== null) addText(state.texts.press(press, nowMs), read, events);
  };
  return {
    ...LISTEN_ONLY,
    open() {
      const halfRead = [...halfTyped(state.texts), ...state.decoder.close()];
      state = start();
      return halfRead;
    },
    receive(chunk, nowMs) {
      const events = this.tick(nowMs);
      for (const event of state.decoder.push(chunk, nowMs)) {
        if (event.kind === 'discarded') events.push(event);
        else take(event.record, nowMs, events);
      }
      return events;
    },
    tick(nowMs) {
      const events: ProtocolEvent[] = [];
      const dueMs = state.texts.dueMs();
      if (dueMs !== null && nowMs >= dueMs) addText(state.texts.end(), read, events);
      return events;
    },
    dueMs: () => state.texts.dueMs(),
  };
}

/** What was typed of a text when its device was opened anew. */
export function halfTyped(texts: KeyTexts): ProtocolEvent[] {
  const events: ProtocolEvent[] = [];
  addDiscarded(Buffer.from(texts.end()?.text ?? '', 'latin1'), 'reopened', events);
  return events;
}

/** Keys have no bytes of their own; their characters stand for them where a text is thrown away. */
function addText(ended: KeyText | null, read: ReadValue, events: ProtocolEvent[]): void {
  if (ended === null) return;
  const { text, rejection } = ended;
  const bytes = Buffer.from(text, 'latin1');
  if (rejection === null) addReading(read(text), bytes, events);
  // A key that cannot be part of a number: the text arrived whole, and it is none of a badge.
  else if (rejection === 'not-allowed') events.push({ kind: 'refused', reason: rejection });
  else addDiscarded(bytes, rejection, events);
}
