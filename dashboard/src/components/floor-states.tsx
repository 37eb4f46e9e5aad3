import { useApp, useLanguage } from './app-context.ts';
import { Icon, type IconName } from './icon.tsx';

/** The shape of the board before the first snapshot: grey where people will stand, so that nothing jumps. */
export function FloorSkeleton() {
  return (
    <div class="skeleton" aria-hidden="true" data-testid="skeleton">
      <div class="skeleton-counts" />
      <div class="skeleton-areas">
        {[11, 9, 8].map(rows => (
          <div key={rows} class="skeleton-area">
            {Array.from({ length: rows }, (_, row) => (
              <span key={row} style={{ inlineSize: `${46 + ((row * 17 + rows) % 34)}%` }} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

interface BigMessageProps {
  icon: IconName;
  title: string;
  detail: string;
  testId: string;
  action?: { name: string; run: () => void };
}

/** One plain message where the people would be. */
export function BigMessage({ icon, title, detail, testId, action }: BigMessageProps) {
  return (
    <div class="big-message" role="status" data-testid={testId}>
      <Icon name={icon} size={40} />
      <h2>{title}</h2>
      <p>{detail}</p>
      {action && (
        <button type="button" class="button" onClick={action.run}>
          {action.name}
        </button>
      )}
    </div>
  );
}

/** The hub's code for a site it does not serve. Any other refusal passes: the line tries again. */
const UNKNOWN_SITE = 'unknown-site';

/** What stands in place of the board while there is none. */
export function WithoutBoard() {
  const { stores, actions } = useApp();
  const { words } = useLanguage();
  const { connection, sites } = stores;
  if (connection.refusal.value === UNKNOWN_SITE) {
    return (
      <BigMessage
        icon="place"
        title={words.siteUnknown}
        detail={words.siteUnknownDetail}
        testId="site-unknown"
      />
    );
  }
  if (sites.sites.value?.length === 0) {
    return <BigMessage icon="place" title={words.noSites} detail={words.noSitesDetail} testId="no-sites" />;
  }
  if (connection.isNoticeable.value || (sites.chosen.value === null && sites.isUnanswered.value)) {
    return (
      <BigMessage
        icon="offline"
        title={words.hubAway}
        detail={words.hubAwayDetail}
        testId="hub-away"
        action={{ name: words.tryNow, run: actions.retryNow }}
      />
    );
  }
  return <FloorSkeleton />;
}
