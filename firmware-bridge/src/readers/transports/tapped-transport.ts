import type { Transport } from './transport.ts';

/** `input` comes from the reader, `output` goes to it: the words of an osdpcap recording. */
export type ByteDirection = 'input' | 'output';

/** The same transport, with somebody who sees every byte that passes. */
export function tapTransport(
  transport: Transport,
  onBytes: (direction: ByteDirection, bytes: Uint8Array) => void,
): Transport {
  return {
    start(listener) {
      transport.start({
        onState: (state, problem) => listener.onState(state, problem),
        onBytes(chunk) {
          onBytes('input', chunk);
          listener.onBytes(chunk);
        },
      });
    },
    stop: () => transport.stop(),
    write(bytes) {
      onBytes('output', bytes);
      transport.write(bytes);
    },
    reopen: (reason, baudRate) => transport.reopen(reason, baudRate),
  };
}
