import { ActiveTime, WebPunch } from '@tapclock/contracts';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Format } from '../i18n/format.ts';
import { myTimeWords } from '../i18n/my-time-words.ts';
import { HubRefusal } from '../services/hub-ask.ts';
import { browserLocation, newIdempotencyKey } from '../services/web-clock.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Problem } from './form-parts.tsx';
import { Icon } from './icon.tsx';
import { useLoaded } from './loaded.ts';
import { useSending } from './sending.ts';

type Move = 'start' | 'pause' | 'resume' | 'stop';

const LOOK_EVERY_MS = 30_000;
const MOVES: Readonly<Record<ActiveTime['state'], readonly Move[]>> = {
  out: ['start'],
  in: ['pause', 'stop'],
  break: ['resume', 'stop'],
};
const MARKS = {
  out: { icon: 'out', hue: 'quiet' },
  in: { icon: 'in', hue: 'in' },
  break: { icon: 'break', hue: 'break' },
} as const;

interface WebClockProps {
  format: Format;
  /** A punch was made: hours may be others now. */
  onPunched: () => void;
}

/** What one is at, since when, and the buttons of the web clock. Nothing where the site does not offer it to this person. */
export function WebClock({ format, onPunched }: WebClockProps) {
  const { session } = useApp();
  const { now, reload, changed } = useLoaded(
    'active',
    async signal => (await session.ask('/api/v1/time/active', ActiveTime, { signal })).data,
  );
  useEffect(() => {
    const timer = setInterval(reload, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [reload]);
  if (now.kind !== 'there' || now.value.webClock === null) return null;
  return (
    <Clock
      active={now.value}
      offer={now.value.webClock}
      format={format}
      onPunched={() => {
        changed();
        onPunched();
      }}
    />
  );
}

interface ClockProps extends WebClockProps {
  active: ActiveTime;
  offer: NonNullable<ActiveTime['webClock']>;
}

function Clock({ active, offer, format, onPunched }: ClockProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = myTimeWords(language);
  const sending = useSending();
  const [note, setNote] = useState('');
  const [hasNoLocation, setHasNoLocation] = useState(false);
  /** One wish keeps its key until the hub answered it, so that pressing again makes no second punch. */
  const wish = useRef<{ move: Move; key: string } | null>(null);
  const mark = MARKS[active.state];
  const time = (at: string) => format.time(Date.parse(at));

  const punch = (move: Move) =>
    sending.send(async () => {
      setNote('');
      setHasNoLocation(false);
      const needsLocation = offer.location === 'required';
      if (needsLocation) setNote(words.locating);
      const location = needsLocation ? await browserLocation() : null;
      setNote('');
      if (needsLocation && location === null) return setHasNoLocation(true);
      if (wish.current?.move !== move) wish.current = { move, key: newIdempotencyKey() };
      try {
        const body = location === null ? {} : { location };
        const request = { method: 'POST', body, idempotencyKey: wish.current.key } as const;
        const { data } = await session.ask(`/api/v1/time/${move}`, WebPunch, request);
        wish.current = null;
        setNote(words.recorded(time(data.occurredAt), data.receipt));
        onPunched();
      } catch (error) {
        if (error instanceof HubRefusal && error.code !== 'UNAVAILABLE') wish.current = null;
        throw error;
      }
    });

  return (
    <section
      class="block web-clock"
      data-testid="web-clock"
      data-state={active.state}
      aria-label={words.clock}
    >
      <div class={`panel-state tint-${mark.hue}`}>
        <span class={`hue-${mark.hue}`}>
          <Icon name={mark.icon} size={28} />
        </span>
        <div>
          <b>{words.states[active.state]}</b>
          <p>
            {active.since !== null && words.since(time(active.since))}
            {active.state === 'break' &&
              active.clockedInAt !== null &&
              ` · ${words.cameAt(time(active.clockedInAt))}`}
            {active.task !== null && ` · ${active.task.title ?? active.task.code}`}
          </p>
        </div>
      </div>
      <div class="web-clock-moves">
        {MOVES[active.state]
          .filter(move => move !== 'pause' || offer.breaks)
          .map((move, index) => (
            <button
              key={move}
              type="button"
              class={index === 0 ? 'button' : 'button button-quiet'}
              aria-disabled={sending.isSending}
              data-move={move}
              onClick={() => void punch(move)}
            >
              {words[move]}
            </button>
          ))}
      </div>
      {offer.location === 'required' && <p class="field-hint">{words.locationNote}</p>}
      <p role="status" class="done-note" data-testid="web-clock-note">
        {note}
      </p>
      {hasNoLocation && (
        <p role="alert" class="form-problem">
          {words.noLocation}
        </p>
      )}
      <Problem sending={sending} />
    </section>
  );
}
