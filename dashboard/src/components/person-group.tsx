import type { Group } from '../domain/person-view.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Icon } from './icon.tsx';
import { PersonRow } from './person-row.tsx';

interface PersonGroupProps {
  area: string;
  group: Group;
  employees: readonly string[];
}

/** The people of one area who are in one situation; those who left or are off are folded until asked for. */
export function PersonGroup({ area, group, employees }: PersonGroupProps) {
  const { stores } = useApp();
  const { words } = useLanguage();
  const isOpen = stores.floor.isOpen(area, group);
  const list = `people-${area}-${group}`;
  const isMain = group === 'missing' || group === 'here';
  return (
    <div class={`group group-${group}`} data-group={group}>
      <h3 class="group-head">
        {isMain ? (
          <span class="group-title">
            {words.groups[group]} <span class="group-count">{employees.length}</span>
          </span>
        ) : (
          <button
            type="button"
            class="group-title group-toggle"
            aria-expanded={isOpen}
            aria-controls={list}
            onClick={() => stores.floor.toggleGroup(area, group)}
          >
            {words.groups[group]} <span class="group-count">{employees.length}</span>
            <Icon name="chevron" size={16} />
          </button>
        )}
      </h3>
      <ul id={list} class="people" hidden={!isOpen && !isMain}>
        {(isOpen || isMain) && employees.map(employee => <PersonRow key={employee} employee={employee} />)}
      </ul>
    </div>
  );
}
