import type { Digest, EmployeeId, Presence, RosterCard, Verdict } from '@tapclock/contracts';
import type { Person } from '../clocking/index.ts';
import { isCaughtUp, type Overlay, type OwnPunch, overlayAfter, standingOf } from './own-punches.ts';
import type { RosterFile } from './roster-file.ts';

/** Who may tap here and where each of them stands, with the punches made here on top of the hub's word. */
export class Roster {
  private readonly own = new Map<string, Overlay>();

  constructor(
    private readonly file: RosterFile,
    private readonly weekMinutes: (presence: Presence) => number,
  ) {}

  byCredential(digest: Digest): Person | null {
    return this.withStanding(this.file.cardByCredential(digest));
  }

  byNumber(number: string): Person | null {
    return this.withStanding(this.file.cardByNumber(number));
  }

  byEmployee(employee: EmployeeId): Person | null {
    return this.withStanding(this.file.card(employee));
  }

  /** Takes the hub's card; null deletes it. */
  putCard(employee: EmployeeId, card: RosterCard | null): void {
    if (card === null) this.file.dropCard(employee);
    else this.file.putCard(card);
  }

  /** Takes the hub's word on where somebody stands; null deletes it. */
  putPresence(employee: EmployeeId, presence: Presence | null): void {
    if (presence === null) this.file.dropPresence(employee);
    else this.file.putPresence(presence);
    const overlay = this.own.get(employee);
    if (overlay !== undefined && isCaughtUp(overlay, presence)) this.own.delete(employee);
  }

  /** A punch was recorded here. At most one entry per employee of the roster is kept. */
  punched(employee: EmployeeId, punch: OwnPunch): void {
    this.own.set(employee, overlayAfter(this.file.presence(employee), this.own.get(employee), punch));
  }

  /** A punch of before the restart, read back from the journal: what the hub said may be newer, so the order decides. */
  recalled(employee: EmployeeId, punch: OwnPunch): void {
    const overlay = overlayAfter(this.file.presence(employee), this.own.get(employee), punch);
    this.own.set(employee, { ...overlay, heard: null });
  }

  /** The hub's verdict on a punch made here: it may know of punches that never reached this kiosk. */
  judged(employee: EmployeeId, punchId: string, verdict: Verdict): void {
    const overlay = this.own.get(employee);
    if (overlay?.punchId !== punchId || verdict.state === null) return;
    if (overlay.standing.state === verdict.state) return;
    const clockedInAt =
      verdict.state === 'out' ? null : (overlay.standing.clockedInAt ?? overlay.standing.since);
    this.own.set(employee, {
      ...overlay,
      standing: { ...overlay.standing, state: verdict.state, clockedInAt },
    });
  }

  counts(): ReturnType<RosterFile['counts']> {
    return this.file.counts();
  }

  close(): void {
    this.file.close();
  }

  private withStanding(card: RosterCard | null): Person | null {
    if (card === null) return null;
    const presence = this.file.presence(card.employee);
    const overlay = this.own.get(card.employee);
    const standing = standingOf(presence, overlay);
    // A punch made here that the hub has not counted yet makes its figure too small: no figure then.
    const isCounted = presence !== null && (overlay === undefined || isCaughtUp(overlay, presence));
    return { card, standing: { ...standing, weekMinutes: isCounted ? this.weekMinutes(presence) : null } };
  }
}
