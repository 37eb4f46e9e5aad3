import type { Delivery, KioskScreen, PunchAction, Verdict } from '@tapclock/contracts';
import { KioskWatch, type SeenScreen } from './kiosk-watch.ts';

const CONNECT_DEADLINE_MS = 5_000;
/** Card, countdown and recording; a visit at the kiosk never takes longer. */
const VISIT_DEADLINE_MS = 60_000;
const FIRST_SCREEN_DEADLINE_MS = 5_000;

export interface TapRequest {
  kioskUrl: string;
  /** Ten printed digits, or ten hex characters. */
  badge: string;
  /** Version byte that ten digits leave out; the demo's when not given. */
  version?: number;
  /** The button the worker presses; without it the countdown records what the kiosk proposes. */
  action?: PunchAction | 'proposed';
  /** False: done as soon as the screen says recorded. */
  waitForReceipt?: boolean;
}

export interface TapResult {
  terminal: string | null;
  badge: string;
  /** `recorded` also for a badge nobody knows: the punch exists. */
  outcome: 'recorded' | 'nothing-recorded';
  /** What the worker saw, in order. */
  screens: readonly SeenScreen[];
  receipt: { code: string; delivery: Delivery; verdict: Verdict | null } | null;
}

type Final = Extract<KioskScreen, { screen: 'recorded' | 'unknown-badge' }>;

/** Holds a badge to the running virtual reader and follows the visit to its end. Throws when the kiosk does not answer. */
export async function tapBadge(request: TapRequest): Promise<TapResult> {
  const watch = await KioskWatch.open(request.kioskUrl, CONNECT_DEADLINE_MS);
  try {
    const before = watch.seen.length;
    const known = new Set(watch.seen.map(({ screen }) => visitOf(screen)));
    watch.startClock();
    await present(request);
    const isMine = ({ screen }: SeenScreen): boolean =>
      screen.screen === 'refused' || !known.has(visitOf(screen) ?? null);
    // A card of somebody else may be up: its end comes first and is not ours to report.
    const mine = (): SeenScreen[] => {
      const screens = watch.seen.slice(before);
      const first = screens.findIndex(seen => seen.screen.screen !== 'idle' && isMine(seen));
      return first < 0 ? [] : screens.slice(first);
    };
    if (!(await watch.until(() => mine().length > 0, FIRST_SCREEN_DEADLINE_MS)))
      throw new Error(nothingCame(watch));
    choose(watch, mine()[0]?.screen, request.action);
    const isDone = request.waitForReceipt === false ? isShown : isOver;
    await watch.until(() => isDone(mine()), VISIT_DEADLINE_MS);
    return summarise(request.badge, watch.terminal, mine());
  } finally {
    watch.close();
  }
}

async function present({ kioskUrl, badge, version }: TapRequest): Promise<void> {
  const response = await fetch(`${kioskUrl}/virtual-reader/tap`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ badge, ...(version === undefined ? {} : { version }) }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`the virtual reader refused the badge: ${answer}`);
}

function choose(watch: KioskWatch, card: KioskScreen | undefined, action: TapRequest['action']): void {
  if (action === undefined || card?.screen !== 'card') return;
  if (action === 'proposed') {
    watch.choose(card.visit, card.proposed);
    return;
  }
  const offered = [card.proposed, ...card.others];
  if (!offered.includes(action)) {
    throw new Error(
      `the kiosk does not offer ${action} now, only: ${offered.join(', ')} (it records ${card.proposed} by itself)`,
    );
  }
  watch.choose(card.visit, action);
}

/** Over when the hub has answered, or the screen has moved on. */
function isOver(screens: readonly SeenScreen[]): boolean {
  const last = screens.at(-1)?.screen;
  if (last === undefined) return false;
  switch (last.screen) {
    case 'recorded':
    case 'unknown-badge':
      return last.delivery === 'confirmed' || last.delivery === 'quarantined' || last.delivery === 'offline';
    case 'already-recorded':
    case 'refused':
    case 'idle':
      return true;
    default:
      return false;
  }
}

/** Over when the screen has said whether it is recorded, delivered or not. */
function isShown(screens: readonly SeenScreen[]): boolean {
  return screens.some(({ screen }) => isFinal(screen)) || isOver(screens);
}

function summarise(badge: string, terminal: string | null, screens: readonly SeenScreen[]): TapResult {
  const final = screens.map(({ screen }) => screen).findLast(isFinal);
  return {
    terminal,
    badge,
    outcome: final === undefined ? 'nothing-recorded' : 'recorded',
    screens,
    receipt:
      final === undefined ? null : { code: final.receipt, delivery: final.delivery, verdict: final.verdict },
  };
}

function isFinal(screen: KioskScreen): screen is Final {
  return screen.screen === 'recorded' || screen.screen === 'unknown-badge';
}

function visitOf(screen: KioskScreen): number | null {
  return 'visit' in screen ? screen.visit : null;
}

function nothingCame(watch: KioskWatch): string {
  const readers = watch.health?.readers.map(({ id, state }) => `${id} ${state}`).join(', ') ?? 'unknown';
  return `the kiosk showed nothing for this badge (readers: ${readers})`;
}
