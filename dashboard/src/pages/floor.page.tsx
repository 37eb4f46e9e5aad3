import { useApp, useLanguage } from '../components/app-context.ts';
import { AreaColumn } from '../components/area-column.tsx';
import { AttentionList } from '../components/attention-list.tsx';
import { BoardHeader } from '../components/board-header.tsx';
import { CountsStrip } from '../components/counts-strip.tsx';
import { BigMessage, WithoutBoard } from '../components/floor-states.tsx';
import { LiveList } from '../components/live-list.tsx';
import { Notices } from '../components/notices.tsx';
import { PersonPanel } from '../components/person-panel.tsx';
import { TerminalStrip } from '../components/terminal-strip.tsx';

/** The live board of one site. */
export function FloorPage() {
  const { stores } = useApp();
  const { words } = useLanguage();
  const hasBoard = stores.floor.layout.value !== null && stores.board.board.value !== null;
  const isStale = stores.connection.isNoticeable.value;
  return (
    <div class="page" data-stale={isStale && hasBoard}>
      <a class="skip" href="#floor">
        {words.skipToFloor}
      </a>
      <BoardHeader />
      <main id="floor" class="floor" aria-label={words.floor} aria-busy={!hasBoard} tabIndex={-1}>
        {hasBoard ? <Floor /> : <WithoutBoard />}
      </main>
      <Notices />
      <PersonPanel />
    </div>
  );
}

function Floor() {
  const { stores } = useApp();
  const { words } = useLanguage();
  const isEmpty = stores.board.board.value?.people.length === 0;
  return (
    <>
      <CountsStrip />
      <LiveList>
        <div class="rail">
          <AttentionList />
          <TerminalStrip />
        </div>
        {isEmpty ? (
          <BigMessage icon="here" title={words.noPeople} detail={words.noPeopleDetail} testId="no-people" />
        ) : (
          <Areas />
        )}
      </LiveList>
    </>
  );
}

function Areas() {
  const { stores } = useApp();
  const layout = stores.floor.layout.value;
  const areas = new Map(stores.board.view.value?.areas.map(area => [area.id, area]));
  return (
    <div class="areas" data-testid="areas" data-twelve-hours={stores.language.format.value.isTwelveHours}>
      {layout?.areas.map(({ id, groups }) => {
        const area = areas.get(id);
        return area && <AreaColumn key={id} area={area} groups={groups} />;
      })}
    </div>
  );
}
