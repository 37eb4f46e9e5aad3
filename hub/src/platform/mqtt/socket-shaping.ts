import type { Socket } from 'node:net';
import { PAYLOAD_BYTES_MAX } from '@tapclock/contracts';
import { PacketGuard } from './packet-guard.ts';

/** Topic name, packet id and header around a payload. */
const PACKET_BYTES_MAX = PAYLOAD_BYTES_MAX + 1_024;

/**
 * Puts the guard between socket and parser. aedes pulls with `read()`, so wrapping that one method sees every byte first
 * and costs no copy, which another stream in between would.
 */
export function limitPackets(socket: Socket): void {
  const guard = new PacketGuard(PACKET_BYTES_MAX);
  const read = socket.read.bind(socket);
  socket.read = (size?: number) => {
    const bytes: unknown = read(size);
    if (!(bytes instanceof Uint8Array)) return bytes;
    const verdict = guard.accept(bytes);
    if (verdict === 'ok') return bytes;
    socket.destroy(new Error(`packet ${verdict}`));
    return null;
  };
}

/**
 * Keeps a socket corked until the end of the event loop's turn. mqtt-packet gathers what is written in one tick; receipts and
 * presence of one commit come in many ticks of one turn, and each would be a system call of its own.
 */
export function gatherWrites(socket: Socket): void {
  const cork = socket.cork.bind(socket);
  let held = false;
  socket.cork = () => {
    cork();
    if (held) return;
    held = true;
    cork();
    setImmediate(() => {
      held = false;
      socket.uncork();
    });
  };
}
