import type { ExportContext } from './format.ts';

/** `tapclock-bremen-de-arbzg-2026-06-01-2026-06-30.csv`: site, group and period, where the payroll system asks for no name of its own. */
export function fileNameOf({ site, group, from, to }: ExportContext, extension: string): string {
  return `tapclock-${site}-${group}-${from}-${to}.${extension}`;
}
