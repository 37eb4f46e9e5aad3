import { useEffect, useRef } from 'preact/hooks';
import { useApp, useLanguage } from './app-context.ts';
import { Icon } from './icon.tsx';

/** Finds people while typing. `/` comes here from anywhere, Escape empties, Enter opens the first person found. */
export function SearchField() {
  const { stores } = useApp();
  const { words } = useLanguage();
  const field = useRef<HTMLInputElement>(null);
  const query = stores.floor.query.value;

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const found =
    stores.floor.layout.value?.areas.flatMap(area => area.groups.flatMap(group => group.employees)) ?? [];
  const onKeyDown = (event: KeyboardEvent) => {
    const [first] = found;
    if (event.key === 'Escape') {
      stores.floor.search('');
      field.current?.blur();
    } else if (event.key === 'Enter' && query.trim() !== '' && first !== undefined)
      stores.floor.select(first);
  };
  return (
    <search class="search">
      <Icon name="search" />
      <input
        ref={field}
        type="text"
        inputMode="search"
        enterkeyhint="search"
        autocomplete="off"
        spellcheck={false}
        maxLength={60}
        data-testid="search"
        aria-label={words.search}
        aria-keyshortcuts="/"
        placeholder={words.searchShort}
        value={query}
        onInput={event => stores.floor.search(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {query === '' ? (
        <span class="search-key" aria-hidden="true">
          /
        </span>
      ) : (
        <button
          type="button"
          class="search-clear"
          aria-label={words.clearSearch}
          onClick={() => stores.floor.search('')}
        >
          <Icon name="clear" />
        </button>
      )}
      <output class="for-readers" aria-live="polite">
        {query.trim() === '' ? '' : words.found(found.length)}
      </output>
    </search>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
