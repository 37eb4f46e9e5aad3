import type { AreaView } from '../domain/board-view.ts';
import type { FloorLayout } from '../domain/floor-layout.ts';
import { useApp, useLanguage } from './app-context.ts';
import { HourScale } from './hour-scale.tsx';
import { PersonGroup } from './person-group.tsx';

interface AreaColumnProps {
  area: AreaView;
  groups: FloorLayout['areas'][number]['groups'];
}

/** One area: how it is staffed now, as numbers, a word when some are short, and a bar; then its people in groups. */
export function AreaColumn({ area, groups }: AreaColumnProps) {
  const { stores } = useApp();
  const { words } = useLanguage();
  const { planned, present, extra } = area.staffing;
  const short = planned - present;
  const isFiltered = stores.floor.bucket.value !== null || stores.floor.query.value.trim() !== '';
  const heading = `area-${area.id}`;
  return (
    <section class="area" aria-labelledby={heading} data-testid="area" data-area={area.id}>
      <header class="area-head" data-testid="staffing" data-present={present} data-planned={planned}>
        <h2 id={heading}>{area.name ?? words.otherArea}</h2>
        <p class="staffing-text">{planned === 0 ? words.nonePlanned : words.ofPlanned(present, planned)}</p>
        <span class="staffing-track" aria-hidden="true">
          {planned > 0 && (
            <span class="staffing-fill" style={{ inlineSize: `${(present / planned) * 100}%` }} />
          )}
          {short > 0 && <span class="staffing-short" style={{ inlineSize: `${(short / planned) * 100}%` }} />}
        </span>
      </header>
      <div class="area-scale">
        <p class="staffing-more">
          {short > 0 && <b class="hue-stop">{words.shortBy(short)}</b>}
          {extra > 0 && <span>{words.extra(extra)}</span>}
        </p>
        <HourScale />
      </div>
      {groups.length === 0 && <p class="area-empty">{isFiltered ? words.nobodyMatches : words.nobodyHere}</p>}
      {groups.map(({ group, employees }) => (
        <PersonGroup key={group} area={area.id} group={group} employees={employees} />
      ))}
    </section>
  );
}
