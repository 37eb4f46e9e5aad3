import { describe, expect, it } from '@jest/globals';
import { SimulatedLine } from '../testing/simulated-line.ts';
import { CommandLink } from './command-link.ts';
import { GET_FIRMWARE_VERSION } from './commands.ts';
import { ACK, encodeFrame, NACK, SYNTAX_ERROR } from './frame.ts';
import { wire } from './frames.ts';
import { createPn532Emulator } from './pn532-emulator.ts';
import { Pn532Protocol } from './pn532-protocol.ts';
import { hex, OPTIONS, peers, RELEASE } from './simulate.ts';

describe('the protocol by itself', () => {
  const opened = () => {
    const protocol = new Pn532Protocol(OPTIONS);
    return { protocol, events: protocol.open(0) };
  };

  it('says nothing before it is opened', () => {
    const protocol = new Pn532Protocol(OPTIONS);
    expect(protocol.dueMs()).toBeNull();
    expect(protocol.receive(wire('0000FF02FED5151600'), 0).filter(({ kind }) => kind === 'write')).toEqual(
      [],
    );
  });

  it('takes ACK and response from one chunk, and from single bytes', () => {
    const chunk = wire('0000FF00FF000000FF02FED5151600');
    const whole = opened().protocol.receive(chunk, 5);
    const { protocol } = opened();
    const single = [...chunk].flatMap(byte => protocol.receive(Uint8Array.of(byte), 5));
    expect(single).toEqual(whole);
    expect(whole).toMatchObject([{ kind: 'peer', isAnswering: true }, { kind: 'write' }]);
  });

  it('takes a response whose ACK was lost', () => {
    const { protocol } = opened();
    expect(protocol.receive(wire('0000FF02FED5151600'), 5)).toMatchObject([
      { kind: 'peer', isAnswering: true },
      {},
    ]);
  });

  it('does not take the response to another command for its own', () => {
    const { protocol } = opened();
    protocol.receive(ACK, 1);
    const events = protocol.receive(wire('0000FF0CF4D54B010100040804FB0EE20BD800'), 2);
    expect(events).toMatchObject([{ kind: 'discarded', reason: 'response-code' }]);
  });

  it('calls its own bytes an echo, and frames that nobody asked for unexpected', () => {
    const { protocol } = opened();
    expect(protocol.receive(wire('0000FF02FED4022A00'), 1)).toMatchObject([{ reason: 'echo' }]);
    const link = new CommandLink();
    link.open(0);
    for (const bytes of [ACK, NACK, SYNTAX_ERROR, encodeFrame(0xd5, [0x15])])
      expect(link.receive(bytes, 1)).toMatchObject([{ kind: 'discarded', reason: 'unexpected' }]);
  });

  it('gives up a command when its response is bad twice', () => {
    const link = new CommandLink();
    link.open(0);
    link.send(GET_FIRMWARE_VERSION, 0, false);
    link.receive(ACK, 1);
    const bad = wire('0000FF06FAD50332010607E9');
    expect(link.receive(bad, 2)).toMatchObject([{ reason: 'dcs' }, { kind: 'write', bytes: NACK }]);
    expect(link.receive(bad, 3)).toMatchObject([
      { reason: 'dcs' },
      { kind: 'write', bytes: ACK },
      { kind: 'failed', why: 'no-response' },
    ]);
    expect(link.isBusy).toBe(false);
  });

  it('gives up a command that was not understood, without ending what does not run', () => {
    const link = new CommandLink();
    link.open(0);
    link.send(GET_FIRMWARE_VERSION, 0, false);
    link.receive(ACK, 1);
    expect(link.receive(SYNTAX_ERROR, 2)).toMatchObject([{ kind: 'failed', why: 'not-understood' }]);
    expect(link.receive(SYNTAX_ERROR, 3)).toMatchObject([{ kind: 'discarded', reason: 'unexpected' }]);
  });

  it('waits 100 ms for an ACK, 1.5 s on a fresh port, half a second for the response', () => {
    const link = new CommandLink();
    link.open(0);
    link.send(GET_FIRMWARE_VERSION, 0, true);
    expect(link.dueMs).toBe(1500);
    expect(link.tick(1499)).toEqual([]);
    expect(link.tick(1500)).toMatchObject([{ kind: 'failed', why: 'no-ack' }]);
    link.send(GET_FIRMWARE_VERSION, 2000, false);
    expect(link.dueMs).toBe(2100);
    link.receive(ACK, 2010);
    expect(link.dueMs).toBe(2510);
    expect(link.tick(2510)).toMatchObject([
      { kind: 'write', bytes: ACK },
      { kind: 'failed', why: 'no-response' },
    ]);
  });

  it('finds the response behind a false start of a frame when time is up', () => {
    const link = new CommandLink();
    link.open(0);
    link.send(GET_FIRMWARE_VERSION, 0, false);
    link.receive(ACK, 1);
    expect(link.receive(wire('00FFC8380000FF06FAD50332010607E800'), 2)).toEqual([]);
    expect(link.tick(600)).toMatchObject([{ kind: 'discarded', reason: 'gap' }, { kind: 'answered' }]);
  });

  it('refuses a response that makes no sense, once while it is repeated, and goes on', () => {
    const asked = encodeFrame(0xd5, [0x4b, 0x01, 0x01, 0x00, 0x04, 0x08, 0x05, 1, 2, 3, 4, 5]);
    const odd = new SimulatedLine(new Pn532Protocol(OPTIONS), createPn532Emulator(), (bytes, direction) =>
      direction === 'to-host' && hex(bytes).includes('D54B') ? [{ bytes: asked }] : [{ bytes }],
    );
    odd.open();
    odd.run(3000);
    expect(odd.events.filter(({ kind }) => kind === 'refused')).toEqual([
      { kind: 'refused', reason: 'uid-length' },
    ]);
    expect(peers(odd.events)).toEqual(['opening', 'answering']);
    // Whatever it was, it is let go of.
    expect(odd.messages.some(({ bytes }) => hex(bytes).includes(RELEASE))).toBe(true);
  });
});
