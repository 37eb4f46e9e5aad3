import type { Family } from './family.ts';
import { hidReport } from './hid-report/family.ts';
import { line } from './line/family.ts';
import { osdp } from './osdp/family.ts';
import { pcprox } from './pcprox/family.ts';
import { pn532 } from './pn532/family.ts';
import { rdm6300 } from './rdm6300/family.ts';
import { scanner } from './scanner/family.ts';
import { twn4 } from './twn4/family.ts';
import { wedge } from './wedge/family.ts';

/** Every reader family this bridge knows. A new one gets its line here. */
export const FAMILIES: readonly Family[] = [
  rdm6300,
  pn532,
  osdp,
  twn4,
  line,
  scanner,
  wedge,
  pcprox,
  hidReport,
];

/** The family of a name or an alias. */
export function findFamily(name: string): Family | null {
  return FAMILIES.find(family => family.name === name || family.aliases.includes(name)) ?? null;
}

/** Every name a configuration may give. */
export function familyNames(): string[] {
  return FAMILIES.flatMap(({ name, aliases }) => [name, ...aliases]);
}
