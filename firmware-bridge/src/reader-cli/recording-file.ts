import { closeSync, fchmodSync, fstatSync, openSync, writeSync } from 'node:fs';
import { UsageError } from './arguments.ts';
import { type RecordedChunk, recordedLine } from './recording.ts';
import { errorCode, type World } from './world.ts';

export interface RecordingFile {
  write(chunk: RecordedChunk): void;
  close(): void;
}

/** Only its owner may read it: what is in it opens doors. */
const RECORDING_MODE = 0o600;

/**
 * A file for what passes on the wire; null when none is wanted. Throws UsageError when it cannot be opened. When it cannot be written later,
 * as on a full disk, that is said once, nothing more is written and `onFailure` is called.
 */
export function openRecording(
  file: string | null,
  { err }: Pick<World, 'err'>,
  onFailure: () => void,
): RecordingFile | null {
  if (file === null) return null;
  const fd = opened(file);
  err(`recording to ${file}\n`);
  let isGood = true;
  const tried = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (isGood) err(`${file} cannot be written (${errorCode(error)}): the recording ends here\n`);
      isGood = false;
      onFailure();
    }
  };
  return {
    write(chunk) {
      if (isGood) tried(() => writeAll(fd, Buffer.from(recordedLine(chunk))));
    },
    close: () => tried(() => closeSync(fd)),
  };
}

function opened(file: string): number {
  let fd: number | null = null;
  try {
    fd = openSync(file, 'w', RECORDING_MODE);
    // A file that was there keeps its mode; a device must keep it.
    if (fstatSync(fd).isFile()) fchmodSync(fd, RECORDING_MODE);
    return fd;
  } catch (error) {
    if (fd !== null) closeSync(fd);
    throw new UsageError(`${file} cannot be written (${errorCode(error)})`);
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}
