/** The hub answers every status and every batch; silent for this long, it counts as away even if the broker is there. */
export const ANSWER_TIMEOUT_MS = 10_000;

export interface HubLiveness {
  readonly connected: boolean;
  /** The hub has answered in this session. */
  readonly heard: boolean;
  /** Uptime of the oldest question without any answer since; null when nothing is open. */
  readonly askedAtMs: number | null;
}

export const HUB_AWAY: HubLiveness = { connected: false, heard: false, askedAtMs: null };

/** A session with the broker began or ended. What was known of the hub no longer counts. */
export function afterLink(connected: boolean): HubLiveness {
  return { ...HUB_AWAY, connected };
}

/** A status or a batch went out at this uptime. */
export function afterAsking(state: HubLiveness, uptimeMs: number): HubLiveness {
  return state.askedAtMs === null ? { ...state, askedAtMs: uptimeMs } : state;
}

/** A receipt or a clock answer came in. */
export function afterAnswer(state: HubLiveness): HubLiveness {
  return { ...state, heard: state.connected, askedAtMs: null };
}

/** Whether punches made now reach the hub at once. */
export function isHubOnline({ connected, heard, askedAtMs }: HubLiveness, uptimeMs: number): boolean {
  return connected && heard && (askedAtMs === null || uptimeMs - askedAtMs < ANSWER_TIMEOUT_MS);
}

/** Uptime at which silence turns into "away"; null when no question is open, or when it has turned already. */
export function silenceDueMs(state: HubLiveness, uptimeMs: number): number | null {
  return state.askedAtMs !== null && isHubOnline(state, uptimeMs)
    ? state.askedAtMs + ANSWER_TIMEOUT_MS
    : null;
}
