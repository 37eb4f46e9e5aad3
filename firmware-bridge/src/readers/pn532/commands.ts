/** Command codes (UM0701-02, 7.1). The response to each has the code that follows it. */
export const COMMAND = {
  getFirmwareVersion: 0x02,
  writeGpio: 0x0e,
  samConfiguration: 0x14,
  rfConfiguration: 0x32,
  inListPassiveTarget: 0x4a,
  inRelease: 0x52,
} as const;

/** How long the chip may take to say that it has understood: 15 ms by the manual, the rest is for USB adapters. */
export const ACK_TIMEOUT_MS = 100;
/** The same for the first command on a freshly opened port, which some systems take long to make ready (nfcpy). */
export const FIRST_ACK_TIMEOUT_MS = 1500;
/** How long the chip may take to answer, once it has understood. */
export const RESPONSE_TIMEOUT_MS = 500;
/** The same for a look into the field. */
export const POLL_TIMEOUT_MS = 1000;

/** Cards that are told apart in the field at once; the chip knows no more. */
export const TARGETS_MAX = 2;

/** One command, as the link sends it. `data` begins with its code. */
export interface Command {
  data: Uint8Array;
  responseTimeoutMs: number;
  /** Written behind bytes that wake the chip. */
  isWaking: boolean;
}

/** Normal mode, 20 x 50 ms (of no effect in this mode), interrupt pin in use: takes the chip out of its low-voltage state. */
export const SAM_CONFIGURATION: Command = command([COMMAND.samConfiguration, 0x01, 0x14, 0x01], true);

export const GET_FIRMWARE_VERSION: Command = command([COMMAND.getFirmwareVersion]);

/**
 * Item 5, how often the chip tries: MxRtyATR FF and MxRtyPSL 01 as after power-up, MxRtyPassiveActivation 01. As it comes, the chip would
 * look for a card for ever and could not be asked anything else.
 */
export const RF_CONFIGURATION: Command = command([COMMAND.rfConfiguration, 0x05, 0xff, 0x01, 0x01]);

/** Type A at 106 kbit/s. */
export const IN_LIST_PASSIVE_TARGET: Command = {
  ...command([COMMAND.inListPassiveTarget, TARGETS_MAX, 0x00]),
  responseTimeoutMs: POLL_TIMEOUT_MS,
};

/** Lets go of all targets, so that the next look finds them again. */
export const IN_RELEASE_ALL: Command = command([COMMAND.inRelease, 0x00]);

/** Sets the general-purpose pins of ports 3 and 7; see lamps.ts for the bytes. */
export function writeGpio(port3: number, port7: number): Command {
  return command([COMMAND.writeGpio, port3, port7]);
}

function command(data: readonly number[], isWaking = false): Command {
  return { data: Uint8Array.from(data), responseTimeoutMs: RESPONSE_TIMEOUT_MS, isWaking };
}
