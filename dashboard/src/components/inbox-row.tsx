import type { ExceptionView } from '@tapclock/contracts';
import { useEffect, useRef } from 'preact/hooks';
import { hueOfConsequence, isOver } from '../domain/inbox.ts';
import { evidenceOf, overText } from '../i18n/exception-text.ts';
import { inboxWords } from '../i18n/inbox-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { FixButtons } from './fix-buttons.tsx';
import { Icon, type IconName } from './icon.tsx';
import { useInbox } from './inbox-context.ts';
import { OwnerButton } from './owner-button.tsx';

const ICONS: Readonly<Record<ExceptionView['category'], IconName>> = {
  missing: 'missing',
  schedule: 'arrive',
  coverage: 'here',
  break: 'break',
  rest: 'off',
  limit: 'expected',
  identity: 'unknown',
  device: 'reader',
  clock: 'clock',
};

/** Fixes that a row shows; the others are in the details. */
const FIXES_IN_ROW = 2;

interface InboxRowProps {
  view: ExceptionView;
}

/** One exception: what happened, who, where, when, its evidence, and its fixes. */
export function InboxRow({ view }: InboxRowProps) {
  const { store, desk } = useInbox();
  const { stores } = useApp();
  const { language, format } = useLanguage();
  const words = inboxWords(language);
  const row = useRef<HTMLLIElement>(null);
  const detail = store.detail(view.id);
  const isFresh = store.isFresh(view.id);
  const hue = hueOfConsequence(view.consequence);
  const isDone = isOver(view);
  const account = stores.session.account.value?.id;
  const title = `${view.person?.name ?? view.terminal?.place ?? words.nobody}: ${view.message}`;

  // Fixes are looked up for what is on the screen, not for fifty rows at once.
  useEffect(() => {
    if (row.current === null || isDone || isFresh) return;
    const watch = new IntersectionObserver(entries => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) desk.want(view.id);
    });
    watch.observe(row.current);
    return () => watch.disconnect();
  }, [view.id, view.version, isDone, isFresh, desk]);

  return (
    <li
      ref={row}
      class={`inbox-row edge-${hue}`}
      data-exception={view.id}
      data-code={view.code}
      data-state={view.state}
    >
      <label class="inbox-mark">
        <input
          type="checkbox"
          checked={store.marked.value.has(view.id)}
          disabled={isDone}
          aria-label={words.mark(title)}
          onChange={event => store.mark(view.id, event.currentTarget.checked)}
        />
      </label>
      <button type="button" class="inbox-what" onClick={() => store.select(view.id)}>
        <span class={`hue-${isDone ? 'in' : hue}`}>
          <Icon name={isDone ? 'settled' : ICONS[view.category]} size={20} />
        </span>
        <span class="inbox-text">
          <span class="inbox-who">
            <b>{view.person?.name ?? view.terminal?.place ?? words.nobody}</b>
            <span class="quiet">{view.person ? view.person.number : words.categories[view.category]}</span>
          </span>
          <span>{view.message}</span>
          <span class="quiet">{evidenceOf(view, { words, format, account, detail })}</span>
        </span>
      </button>
      <div class="inbox-do">
        {isDone ? (
          <p class="inbox-over" role="status">
            {overText(view, words, format)}
          </p>
        ) : detail === undefined ? (
          <span class="inbox-wait" aria-busy="true" />
        ) : (
          <FixButtons
            detail={detail}
            punches={[]}
            shownMax={FIXES_IN_ROW}
            onMore={() => store.select(view.id)}
          >
            <OwnerButton view={view} />
          </FixButtons>
        )}
      </div>
    </li>
  );
}
