import type { IconNode } from 'lucide';
import {
  AlarmClock,
  Check,
  ChevronDown,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  ClockAlert,
  CloudOff,
  Coffee,
  DoorOpen,
  Hourglass,
  LogOut,
  MapPin,
  Moon,
  ScanLine,
  Search,
  TriangleAlert,
  UserPlus,
  Users,
  X,
} from 'lucide';
import { h } from 'preact';

const ICONS = {
  alarm: TriangleAlert,
  alert: CircleAlert,
  arrive: AlarmClock,
  break: Coffee,
  check: Check,
  chevron: ChevronDown,
  clear: X,
  clock: ClockAlert,
  door: DoorOpen,
  expected: Hourglass,
  here: Users,
  in: Check,
  late: ClockAlert,
  missing: CircleDashed,
  off: Moon,
  offline: CloudOff,
  out: LogOut,
  place: MapPin,
  reader: ScanLine,
  search: Search,
  settled: CircleCheck,
  unknown: CircleHelp,
  unplanned: UserPlus,
} satisfies Record<string, IconNode>;

export type IconName = keyof typeof ICONS;

interface IconProps {
  name: IconName;
  size?: number;
}

/** An outline icon; always beside a word, so it is hidden from assistive technology. */
export function Icon({ name, size = 18 }: IconProps) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      stroke-width="2.25"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {ICONS[name].map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
