/** Clocks around one sending of a batch, in epoch milliseconds. */
export interface SendingClocks {
  sentAtMs: number;
  /** Monotonic clock of the terminal at the sending; null when the punches come from an earlier boot. */
  sentUptimeMs: number | null;
  /** Hub's clock at arrival. */
  receivedAtMs: number;
}

/**
 * When the punch was made by the hub's clock: as long before the arrival as the terminal's monotonic clock says. Holds through
 * any jump of the terminal's wall clock; null where the monotonic clock did not run on from punch to sending.
 */
export function estimateOccurredAtMs(punchUptimeMs: number, sending: SendingClocks): number | null {
  if (sending.sentUptimeMs === null || sending.sentUptimeMs < punchUptimeMs) return null;
  return sending.receivedAtMs - (sending.sentUptimeMs - punchUptimeMs);
}

/**
 * Terminal's clock minus hub's. At the punch itself if that can be known (a clock that was set right between punch and sending was
 * wrong all the same), else at the sending. The way over the network is in it; it is far below what counts as off.
 */
export function clockSkewMs(
  occurredAtMs: number,
  estimatedAtMs: number | null,
  sending: SendingClocks,
): number {
  return estimatedAtMs === null ? sending.sentAtMs - sending.receivedAtMs : occurredAtMs - estimatedAtMs;
}
