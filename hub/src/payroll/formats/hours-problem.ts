import { hundredthsText } from '../domain/whole-units.ts';
import { rangeProblem } from './fields.ts';

/** Hours below zero, for a payroll system that cannot take them back by a file; null if they are not. */
export function negativeProblem(
  units: number,
  system: string,
  show: (units: number) => string = hundredthsText,
): string | null {
  if (units >= 0) return null;
  return `comes to ${show(units)}, and ${system} takes nothing back by a file: take ${show(-units)} back there by hand`;
}

/** Hundredths of an hour within the limits of a field, in hundredths; null if they are. */
export function hoursProblem(hundredths: number, limits: { min: number; max: number }): string | null {
  return rangeProblem(hundredths, limits, units => `${hundredthsText(units)} hours`);
}
