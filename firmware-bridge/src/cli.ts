import { runReaderCli, systemWorld } from './reader-cli/index.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
// Started by another Node process: its end is ours, even if it was killed.
process.on('disconnect', () => stop.abort());
// Whoever read our lines has enough of them: `… | head`.
process.stdout.on('error', () => stop.abort());

process.exitCode = await runReaderCli(process.argv.slice(2), systemWorld(stop.signal));
if (process.connected) process.disconnect();
// A pipe that nobody reads from any more would keep us here.
process.stdin.destroy();
