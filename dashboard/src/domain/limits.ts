/**
 * Where the board draws its lines. They are arguments of every function that uses them, so that a site's policy can
 * replace the defaults once policies are served.
 */
export interface BoardLimits {
  /** A tap this long before a shift still belongs to it; the kiosk and the hub use the same span. */
  earlyArrivalSeconds: number;
  /** Still in this long after the shift's end is worth a look: overtime nobody planned, or a forgotten clock-out. */
  overstaySeconds: number;
  /** A stay without a shift becomes doubtful after this long. */
  stayMaxSeconds: number;
  /** A break longer than this is shown as long: the 30 minutes of ArbZG § 4 plus the way back. */
  longBreakSeconds: number;
  /** Shifts and clock-outs this near to now count as today's, also across midnight. */
  nearSeconds: number;
  /** A tap of an unknown badge stays in the list of what needs a person for this long. */
  unknownBadgeSeconds: number;
  /** A terminal's clock that is further off than this is named; smaller differences are corrected in silence. */
  clockOffSeconds: number;
}

export const BOARD_LIMITS: BoardLimits = {
  earlyArrivalSeconds: 2 * 3600,
  overstaySeconds: 3600,
  stayMaxSeconds: 16 * 3600,
  longBreakSeconds: 35 * 60,
  nearSeconds: 4 * 3600,
  unknownBadgeSeconds: 4 * 3600,
  clockOffSeconds: 30,
};
