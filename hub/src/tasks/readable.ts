import { withinReach } from '../platform/http/access/reach-check.ts';
import type { Viewer } from '../platform/http/access/reach-lists.ts';

/**
 * Condition that a row of `task`, alias `t`, may be read by a viewer whose reach is the parameters 1 to 4 (`reachParams`): what is for
 * everybody of a site where they belong or lead a team, for such a team, for themselves or for somebody of their teams. Whoever sees
 * everybody sees all tasks.
 */
export function readable({ reach }: Viewer): string {
  if (reach.kind === 'everybody') return 'true';
  return `(
    (t.for_everybody and t.site_id in (
      select e.site_id from employee e where e.id = $2::uuid union select site_id from unnest($3::text[]) as mine (site_id)))
    or t.id in (
      select a.task_id from task_assignee a
      where a.employee_id = any(array(select r.id from employee r where ${withinReach('r', 1)}))
      union
      select a.task_id from task_assignee a
      join (select site_id, team_id from unnest($3::text[], $4::text[]) as mine (site_id, team_id)
            union select e.site_id, e.team_id from employee e where e.id = $2::uuid) as team using (site_id, team_id)))`;
}
