import type { ByteDirection } from '../readers/index.ts';

/** A portion of a recording, as it passed on the wire. */
export interface RecordedChunk {
  /** Since 1970. */
  atMs: number;
  direction: ByteDirection;
  bytes: Uint8Array;
}

export type RecordingResult = { ok: true; chunks: RecordedChunk[] } | { ok: false; message: string };

/** Lines of a recording that are read: an hour of a reader that is polled 20 times a second. */
export const RECORDING_LINES_MAX = 200_000;

const DATA = /^(?:[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2})*)?$/;

/**
 * One line of a recording: JSON as osdpcap files have it (`timeSec`, `timeNano`, `io`, `data`), so that their tools read ours too.
 */
export function recordedLine({ atMs, direction, bytes }: RecordedChunk): string {
  const whole = Math.floor(atMs / 1000);
  const nano = Math.round((atMs - whole * 1000) * 1e6);
  const data = Array.from(bytes, byte => byte.toString(16).padStart(2, '0').toUpperCase()).join('-');
  return `${JSON.stringify({ timeSec: String(whole), timeNano: String(nano).padStart(9, '0'), io: direction, data })}\n`;
}

/** Reads such lines. `io` may also be `trace`, which is what files have whose writer listened in; times may be numbers or texts. */
export function parseRecording(text: string): RecordingResult {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  if (lines.length === 0) return { ok: false, message: 'the recording is empty' };
  if (lines.length > RECORDING_LINES_MAX)
    return { ok: false, message: `the recording has more than ${RECORDING_LINES_MAX} lines` };
  const chunks: RecordedChunk[] = [];
  for (const [index, line] of lines.entries()) {
    const chunk = chunkOf(line);
    if (chunk === null)
      return {
        ok: false,
        message: `line ${index + 1} is not {"timeSec":"…","timeNano":"…","io":"input","data":"02-36-…"}`,
      };
    chunks.push(chunk);
  }
  return { ok: true, chunks };
}

function chunkOf(line: string): RecordedChunk | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    // Not a line of a recording; the caller says which one.
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { timeSec, timeNano, io, data } = parsed as Record<string, unknown>;
  const [seconds, nanos] = [Number(timeSec), Number(timeNano ?? 0)];
  if (typeof data !== 'string' || !DATA.test(data)) return null;
  if (!Number.isFinite(seconds) || !Number.isFinite(nanos)) return null;
  return {
    atMs: seconds * 1000 + nanos / 1e6,
    direction: io === 'output' ? 'output' : 'input',
    bytes: Uint8Array.from(Buffer.from(data.replaceAll('-', ''), 'hex')),
  };
}
