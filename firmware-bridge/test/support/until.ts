/** Waits for a fact of the outside world (a socket, a process), which no injected clock can bring about. */
export async function until(
  isTrue: () => boolean,
  what: string | (() => string),
  timeoutMs = 10_000,
): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!isTrue()) {
    if (performance.now() > endMs)
      throw new Error(`waited ${timeoutMs} ms in vain: ${typeof what === 'string' ? what : what()}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
