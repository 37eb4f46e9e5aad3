/** From when on something about a terminal is worth somebody's time. Each is the first value that is. */
export const FLEET_THRESHOLDS = {
  /** Not heard of for so long: a restart and a short outage of the network are over by then. */
  offlineSeconds: 120,
  /** From here on people wait at a door: somebody should go. */
  offlineUrgentSeconds: 900,
  /** Enrolled so long ago and never heard of. */
  neverSeenSeconds: 600,
  /** A quarter of what makes the punches themselves carry `clock-off`: seen to before it concerns anybody's hours. */
  clockOffsetMs: 30_000,
  /** Punches that wait though the terminal is online: more than the rush of one shift leaves for a moment. */
  journalDepth: 100,
  /** Share of the journal in use. */
  journalShare: 0.8,
  /** With fewer taps than this in other weeks their lack says nothing. */
  usualReads: 10,
  /** Share of the usual taps at or below which there are too few. */
  readsShare: 0.2,
  /** Weeks that `usual` needs, and that it looks back. */
  usualWeeks: { least: 4, most: 8 },
  /** People due at one moment; with fewer, all of them may really be away. */
  due: 5,
  /** So long after a shift's start the first of them would have tapped. */
  noTapsAfterSeconds: 900,
} as const;

/** How far back shifts that began are looked at, and how early people tap before them. */
export const STARTS_LOOK_BACK_SECONDS = 4 * 3_600;
export const TAP_BEFORE_START_SECONDS = 3_600;
/** Messages that cannot be trusted are told of for so long after the last one. */
export const UNTRUSTED_FOR_SECONDS = 24 * 3_600;
