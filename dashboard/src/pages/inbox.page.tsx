import { ExceptionCategory } from '@tapclock/contracts';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useApp, useLanguage } from '../components/app-context.ts';
import { ExceptionPanel } from '../components/exception-panel.tsx';
import { BigMessage } from '../components/floor-states.tsx';
import { InboxBulk } from '../components/inbox-bulk.tsx';
import { InboxContext, useInbox } from '../components/inbox-context.ts';
import { InboxList } from '../components/inbox-list.tsx';
import { PageFrame } from '../components/page-frame.tsx';
import { Pager } from '../components/pager.tsx';
import { Select } from '../components/select.tsx';
import { INBOX_ROWS, type InboxFilter, WHOLE_INBOX } from '../domain/inbox.ts';
import { inboxWords } from '../i18n/inbox-words.ts';
import { sleep } from '../services/browser-session.ts';
import { createInboxDesk } from '../services/inbox-desk.ts';
import { createInboxStore } from '../stores/inbox.store.ts';
import '../styles/forms.css';
import '../styles/hours.css';
import '../styles/inbox.css';
import '../styles/punch-changes.css';

const LET_GO_EVERY_MS = 500;

/** What somebody must settle at one site, the gravest first, each with its fixes. */
export function InboxPage() {
  const { stores, session } = useApp();
  const site = stores.sites.chosen.value;
  const language = stores.language.language.value;
  const inbox = useMemo(() => {
    if (site === null) return null;
    const monotonicMs = () => performance.now();
    const store = createInboxStore(monotonicMs);
    const isHidden = () => document.visibilityState === 'hidden';
    return { store, desk: createInboxDesk(store, { ask: session.ask, site, monotonicMs, sleep, isHidden }) };
    // What the hub says comes in the language it was asked in.
  }, [site, session, language]);
  useEffect(() => {
    if (inbox === null) return;
    const end = new AbortController();
    void inbox.desk.follow(end.signal);
    const timer = setInterval(() => inbox.store.letGo(), LET_GO_EVERY_MS);
    return () => {
      end.abort();
      clearInterval(timer);
    };
  }, [inbox]);
  if (inbox === null) return <Frame />;
  return (
    <InboxContext.Provider value={inbox}>
      <Loaded />
    </InboxContext.Provider>
  );
}

function Frame({ children, aside }: { children?: ComponentChildren; aside?: ComponentChildren }) {
  const { words } = useLanguage();
  return (
    <PageFrame title={words.pages.inbox} aside={aside}>
      {children ?? <div class="loading" aria-busy="true" />}
    </PageFrame>
  );
}

function Loaded() {
  const { store, desk } = useInbox();
  const { language } = useLanguage();
  const words = inboxWords(language);
  const shown = store.shown.value;
  const filter = store.filter.value;
  const isWhole = filter.category === null && filter.team === null && !filter.isMine;
  const ask = (next: InboxFilter) => {
    store.ask(next);
    void desk.reload().catch(() => store.unanswered());
  };
  return (
    <Frame
      aside={
        <span class="quiet" data-testid="inbox-total" data-value={store.total.value}>
          {shown === null ? '' : words.count(store.total.value)}
        </span>
      }
    >
      <Filters filter={filter} onAsk={ask} />
      {store.isUnanswered.value && (
        <p class="form-problem" role="status">
          {words.unanswered}
        </p>
      )}
      {shown === null ? (
        <div class="loading inbox-loading" aria-busy="true" />
      ) : shown.length === 0 && store.waiting.value === 0 ? (
        <BigMessage
          icon="settled"
          title={isWhole ? words.empty : words.emptyFiltered}
          detail={isWhole ? words.emptyDetail : words.emptyFilteredDetail}
          testId="inbox-empty"
          {...(isWhole ? {} : { action: { name: words.showAll, run: () => ask(WHOLE_INBOX) } })}
        />
      ) : (
        <InboxList ids={shown} />
      )}
      <Pager
        page={store.page.value}
        perPage={INBOX_ROWS}
        total={store.total.value}
        onPage={next => {
          store.turnTo(next);
          void desk.reload().catch(() => store.unanswered());
        }}
      />
      <InboxBulk />
      <ExceptionPanel />
    </Frame>
  );
}

interface FiltersProps {
  filter: InboxFilter;
  onAsk: (filter: InboxFilter) => void;
}

function Filters({ filter, onAsk }: FiltersProps) {
  const { stores, actions } = useApp();
  const { language, words } = useLanguage();
  const mine = inboxWords(language);
  const sites = stores.sites.sites.value ?? [];
  const teams = stores.board.board.value?.teams ?? [];
  return (
    <fieldset class="inbox-filters">
      <legend class="for-readers">{mine.filters}</legend>
      {sites.length > 1 && (
        <Select
          label={words.site}
          name="site"
          value={stores.sites.chosen.value ?? ''}
          options={sites.map(({ id, name }) => ({ value: id, name }))}
          onChange={actions.chooseSite}
        />
      )}
      <Select
        label={mine.category}
        name="category"
        value={filter.category ?? ''}
        options={[
          { value: '', name: mine.every },
          ...ExceptionCategory.options.map(value => ({ value, name: mine.categories[value] })),
        ]}
        onChange={value => {
          const category = ExceptionCategory.safeParse(value);
          onAsk({ ...filter, category: category.success ? category.data : null });
        }}
      />
      {teams.length > 1 && (
        <Select
          label={mine.team}
          name="team"
          value={filter.team ?? ''}
          options={[
            { value: '', name: mine.everyTeam },
            ...teams.map(({ id, name }) => ({ value: id, name })),
          ]}
          onChange={team => onAsk({ ...filter, team: team === '' ? null : team })}
        />
      )}
      <button
        type="button"
        class="button button-quiet inbox-mine"
        aria-pressed={filter.isMine}
        data-testid="mine"
        onClick={() => onAsk({ ...filter, isMine: !filter.isMine })}
      >
        {mine.mine}
      </button>
      <Waiting />
    </fieldset>
  );
}

/** What would come or go if nobody were at the list; one press lets it. */
function Waiting() {
  const { store } = useInbox();
  const { language } = useLanguage();
  const words = inboxWords(language);
  const count = store.waiting.value;
  return (
    <div class="inbox-waiting" role="status">
      {count > 0 && (
        <button
          type="button"
          class="button button-quiet button-small"
          data-testid="apply-changes"
          data-count={count}
          onClick={store.applyWaiting}
        >
          {words.waiting(count)} · {words.apply}
        </button>
      )}
    </div>
  );
}
