import type { BoardView } from '../domain/board-view.ts';
import { BUCKETS, type Bucket } from '../domain/person-view.ts';
import type { Format } from '../i18n/format.ts';
import type { Words } from '../i18n/words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Icon } from './icon.tsx';
import { markOfBucket } from './state-mark.ts';

/** The numbers on top. Each opens its own explanation: the people behind it. */
export function CountsStrip() {
  const { stores } = useApp();
  const { words, format } = useLanguage();
  const view = stores.board.view.value;
  const chosen = stores.floor.bucket.value;
  if (!view) return null;
  return (
    <fieldset class="counts">
      <legend class="for-readers">{words.counts}</legend>
      {BUCKETS.map(bucket => {
        const count = view.counts[bucket];
        const mark = markOfBucket(bucket);
        return (
          <button
            key={bucket}
            type="button"
            class={`count hue-${mark.hue}`}
            data-testid={`count-${bucket}`}
            data-value={count}
            data-empty={count === 0}
            aria-pressed={chosen === bucket}
            onClick={() => stores.floor.toggleBucket(bucket)}
          >
            <span class="count-number">{count}</span>
            <span class="count-name">
              <Icon name={mark.icon} size={17} />
              {words.buckets[bucket]}
            </span>
            <span class="count-detail">{detailOf(bucket, view, words, format)}</span>
          </button>
        );
      })}
    </fieldset>
  );
}

function detailOf(bucket: Bucket, view: BoardView, words: Words, format: Format): string {
  const statuses = [...view.people.values()].map(person => person.status);
  switch (bucket) {
    case 'here': {
      const { present, planned } = view.staffing;
      return planned === 0 ? words.nonePlanned : words.ofPlanned(present, planned);
    }
    case 'missing': {
      const longest = Math.max(
        ...statuses.map(status => (status.kind === 'missing' ? status.seconds : 0)),
        0,
      );
      if (longest > 0) return words.longest(format.span(longest));
      return view.staffing.planned === 0 ? words.nobody : words.allHere;
    }
    case 'late': {
      const most = Math.max(...statuses.map(status => ('lateSeconds' in status ? status.lateSeconds : 0)), 0);
      if (most > 0) return words.mostLate(format.span(most));
      return view.counts.here === 0 ? words.nobody : words.allOnTime;
    }
    case 'break': {
      const breaks = statuses.filter(status => status.kind === 'break');
      const long = breaks.filter(status => status.isLong).length;
      if (long > 0) return words.longBreaks(long);
      const longest = Math.max(...breaks.map(status => status.seconds), 0);
      return breaks.length > 0 ? words.longest(format.span(longest)) : words.nobody;
    }
    case 'expected': {
      const starts = statuses.flatMap(status => (status.kind === 'expected' ? [status.shift.startMs] : []));
      return starts.length > 0 ? words.nextAt(format.time(Math.min(...starts))) : words.noneToCome;
    }
    case 'gone': {
      const lefts = statuses.flatMap(status => (status.kind === 'gone' ? [status.leftAtMs] : []));
      return lefts.length > 0 ? words.lastAt(format.time(Math.max(...lefts))) : words.noneGone;
    }
  }
}
