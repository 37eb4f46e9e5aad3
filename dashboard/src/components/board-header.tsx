import { AccountMenu } from './account-menu.tsx';
import { useApp, useLanguage } from './app-context.ts';
import { LiveDot } from './live-dot.tsx';
import { SearchField } from './search-field.tsx';
import { SiteNav } from './site-nav.tsx';

/** Where, which shift, when, and whether what you see is live. */
export function BoardHeader() {
  return (
    <header class="top">
      <img class="brand" src="/icon.svg" width="36" height="36" alt="Tapclock" />
      <SiteNav class="site-nav" />
      <SiteTitle />
      <SearchField />
      <WallClock />
      <LiveDot />
      <AccountMenu />
    </header>
  );
}

function SiteTitle() {
  const { stores, actions } = useApp();
  const { words } = useLanguage();
  const sites = stores.sites.sites.value ?? [];
  const chosen = stores.sites.chosen.value;
  const name =
    stores.board.board.value?.site.name ?? sites.find(site => site.id === chosen)?.name ?? 'Tapclock';
  const canChoose = sites.length > 1 || (sites.length === 1 && sites[0]?.id !== chosen);
  return (
    <div class="site">
      <h1 class={canChoose ? 'for-readers' : 'site-name'}>{name}</h1>
      {canChoose && (
        <select
          class="site-name site-select"
          aria-label={words.site}
          data-testid="site-select"
          value={chosen ?? ''}
          onChange={event => actions.chooseSite(event.currentTarget.value)}
        >
          {!sites.some(site => site.id === chosen) && <option value={chosen ?? ''}>{chosen ?? ''}</option>}
          {sites.map(site => (
            <option key={site.id} value={site.id}>
              {site.name}
            </option>
          ))}
        </select>
      )}
      <ShiftNow />
    </div>
  );
}

function ShiftNow() {
  const { stores } = useApp();
  const { words, format } = useLanguage();
  const view = stores.board.view.value;
  if (!view) return <p class="shift-now">&nbsp;</p>;
  const names = view.shifts.map(shift =>
    words.shiftNow(shift.name, format.time(shift.startMs), format.time(shift.endMs)),
  );
  return (
    <p class="shift-now" data-testid="shift-now" title={names.join('\n')}>
      {names[0] ?? words.noShiftNow}
      {names.length === 2 && <span class="shift-more"> · {names[1]}</span>}
      {names.length > 2 && <span class="shift-more"> {words.moreShifts(names.length - 1)}</span>}
    </p>
  );
}

function WallClock() {
  const { stores } = useApp();
  const { format } = useLanguage();
  const nowMs = stores.clock.secondMs.value;
  const hasZone = stores.board.board.value !== null;
  return (
    <p class="wall-clock" data-testid="wall-clock">
      <span class="wall-time">{nowMs !== null && hasZone ? format.time(nowMs) : '\u00a0'}</span>
      <span class="wall-date">{nowMs !== null && hasZone ? format.date(nowMs) : '\u00a0'}</span>
      <span class="wall-date-short" aria-hidden="true">
        {nowMs !== null && hasZone ? format.shortDate(nowMs) : '\u00a0'}
      </span>
    </p>
  );
}
