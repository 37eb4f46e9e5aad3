import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in these ticks a second (sysconf(_SC_CLK_TCK), 100 on every common architecture). */
const TICKS_PER_SECOND = 100;

/** CPU seconds that processes and their children have used; unlike rates it hardly depends on what else runs. */
export function cpuSeconds(pids: readonly (number | null)[]): number {
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(Number(name));
    if (stat === null) continue;
    // Children that have ended are counted with their parent.
    if (pids.includes(Number(name))) ticks += stat.own + stat.ended;
    else if (pids.includes(stat.parent)) ticks += stat.own;
  }
  return ticks / TICKS_PER_SECOND;
}

/** proc(5): fields 4 (parent), 14 and 15 (own), 16 and 17 (waited-for children); null when it has just ended. */
function statOf(pid: number): { parent: number; own: number; ended: number } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // The process ended between listing and reading.
    return null;
  }
  // The name in field 2 may hold blanks and brackets: count from its end.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const at = (field: number): number => fields[field - 3] ?? 0;
  return { parent: at(4), own: at(14) + at(15), ended: at(16) + at(17) };
}
