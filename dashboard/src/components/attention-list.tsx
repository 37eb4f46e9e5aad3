import type { AttentionItem, AttentionKind } from '../domain/attention.ts';
import { attentionText } from '../i18n/attention-text.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Icon, type IconName } from './icon.tsx';
import type { Hue } from './state-mark.ts';

const MARKS: Record<AttentionKind, { icon: IconName; hue: Hue }> = {
  missing: { icon: 'missing', hue: 'stop' },
  overstay: { icon: 'door', hue: 'warn' },
  'long-break': { icon: 'break', hue: 'warn' },
  'unknown-badge': { icon: 'unknown', hue: 'warn' },
  'terminal-offline': { icon: 'offline', hue: 'stop' },
  'terminal-alarm': { icon: 'alarm', hue: 'stop' },
  'reader-missing': { icon: 'reader', hue: 'stop' },
  'clock-off': { icon: 'clock', hue: 'warn' },
};

/** Most notes shown at once; the rest are counted, and the counts on top lead to the people. */
const NOTES_SHOWN_MAX = 30;

/** What needs a person, most urgent first, each with its evidence in one line. */
export function AttentionList() {
  const { stores } = useApp();
  const { words } = useLanguage();
  const held = stores.floor.layout.value?.attention ?? [];
  const live = new Map(stores.board.attention.value.map(item => [item.key, item]));
  return (
    <section class="attention" aria-labelledby="attention-title" data-testid="attention">
      <h2 id="attention-title" class="section-title">
        {words.needsYou}
        {held.length > 0 && <span class="section-count">{held.length}</span>}
      </h2>
      {held.length === 0 ? (
        <p class="attention-none">
          <span class="hue-in">
            <Icon name="settled" size={20} />
          </span>
          {words.nothingNeedsYou}
        </p>
      ) : (
        <ul class="attention-items">
          {held.slice(0, NOTES_SHOWN_MAX).map(item => (
            <Item key={item.key} item={live.get(item.key) ?? item} isSettled={!live.has(item.key)} />
          ))}
          {held.length > NOTES_SHOWN_MAX && (
            <li class="attention-rest">{words.moreToSettle(held.length - NOTES_SHOWN_MAX)}</li>
          )}
        </ul>
      )}
    </section>
  );
}

interface ItemProps {
  item: AttentionItem;
  /** Done meanwhile, but still in its place while the hand is on the list. */
  isSettled: boolean;
}

function Item({ item, isSettled }: ItemProps) {
  const { stores } = useApp();
  const { words, format } = useLanguage();
  const areas = stores.board.board.value?.areas ?? [];
  const areaName = (id: string) => areas.find(area => area.id === id)?.name ?? words.otherArea;
  const nowMs = stores.clock.nowMs.value ?? 0;
  const { title, evidence } = attentionText(item, { nowMs, areaName, words, format });
  const mark = MARKS[item.kind];
  const content = (
    <>
      <span class={`attention-icon hue-${isSettled ? 'in' : mark.hue}`}>
        <Icon name={isSettled ? 'settled' : mark.icon} size={20} />
      </span>
      <span class="attention-text">
        <b>{title}</b>
        <span>{isSettled ? words.settled : evidence}</span>
      </span>
    </>
  );
  const employee = 'employee' in item ? item.employee : null;
  return (
    <li
      class={`attention-item edge-${isSettled ? 'in' : mark.hue}`}
      data-testid="attention-item"
      data-kind={item.kind}
      data-settled={isSettled}
    >
      {employee === null ? (
        <div class="attention-body">{content}</div>
      ) : (
        <button
          type="button"
          class="attention-body"
          aria-haspopup="dialog"
          onClick={() => stores.floor.select(employee)}
        >
          {content}
        </button>
      )}
    </li>
  );
}
