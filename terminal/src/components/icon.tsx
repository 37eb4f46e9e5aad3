import type { PersonState, PunchAction } from '@tapclock/contracts';
import {
  ArrowLeftRight,
  BadgeQuestionMark,
  Check,
  CheckCheck,
  CircleAlert,
  ClockAlert,
  CloudOff,
  Coffee,
  Delete,
  Grip,
  Hammer,
  HardDrive,
  Hourglass,
  type IconNode,
  IdCard,
  Link2,
  LogIn,
  LogOut,
  Nfc,
  OctagonX,
  ScanLine,
  Send,
  Unplug,
  UserRoundCheck,
  X,
} from 'lucide';
import { h } from 'preact';

/** One outline set with 2 px strokes; names are ours so that a picture can change in one place. */
const ICONS = {
  'clock-in': LogIn,
  'clock-out': LogOut,
  'break-start': Coffee,
  'break-end': Hammer,
  'job-change': ArrowLeftRight,
  auto: ScanLine,
  in: UserRoundCheck,
  break: Coffee,
  out: LogOut,
  badge: Nfc,
  pin: Grip,
  cancel: X,
  check: Check,
  confirmed: CheckCheck,
  attention: ClockAlert,
  'new-badge': BadgeQuestionMark,
  'known-badge': IdCard,
  offline: CloudOff,
  kept: HardDrive,
  sending: Send,
  reader: Unplug,
  refused: OctagonX,
  starting: Hourglass,
  delete: Delete,
  mistake: CircleAlert,
  pairing: Link2,
} satisfies Record<string, IconNode> & Record<PunchAction | PersonState, IconNode>;

export type IconName = keyof typeof ICONS;

/** A picture beside a word; never alone, so it is hidden from screen readers. */
export function Icon({ name, class: className }: { name: IconName; class?: string }) {
  return (
    <svg class={className ? `icon ${className}` : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
      {ICONS[name].map(([tag, attributes]) => h(tag, { ...attributes, key: JSON.stringify(attributes) }))}
    </svg>
  );
}
