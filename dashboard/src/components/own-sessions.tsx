import type { OwnSession } from '@tapclock/contracts';
import * as z from 'zod/mini';
import { browserOf } from '../domain/user-agent.ts';
import { accountWords } from '../i18n/account-words.ts';
import { createFormat } from '../i18n/format.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Problem } from './form-parts.tsx';
import { type Loaded } from './loaded.ts';
import { NotLoaded } from './not-loaded.tsx';
import { useSending } from './sending.ts';

interface OwnSessionsProps {
  now: Loaded<OwnSession[]>;
  onChanged: () => void;
}

/** Where one is logged in; each other place can be ended. */
export function OwnSessions({ now, onChanged }: OwnSessionsProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = accountWords(language);
  const sending = useSending();
  const end = (sessions: readonly OwnSession[]) =>
    sending.send(async () => {
      for (const { id } of sessions)
        await session.ask(`/api/v1/auth/sessions/${id}`, z.null(), { method: 'DELETE' });
      onChanged();
    });
  const others = now.kind === 'there' ? now.value.filter(({ current }) => !current) : [];
  return (
    <section class="block" aria-labelledby="sessions-title">
      <h2 id="sessions-title">{words.sessions}</h2>
      {now.kind === 'there' ? (
        <ul class="rows">
          {now.value.map(one => (
            <OneSession key={one.id} one={one} onEnd={() => void end([one])} />
          ))}
        </ul>
      ) : (
        <NotLoaded now={now} onRetry={onChanged} />
      )}
      <Problem sending={sending} />
      {others.length > 1 && (
        <button type="button" class="button button-quiet" onClick={() => void end(others)}>
          {words.endOthers}
        </button>
      )}
    </section>
  );
}

function OneSession({ one, onEnd }: { one: OwnSession; onEnd: () => void }) {
  const { language } = useLanguage();
  const words = accountWords(language);
  // One's own sessions are told in the time of the place where one sits.
  const format = createFormat(language, Intl.DateTimeFormat().resolvedOptions().timeZone);
  const agent = browserOf(one.userAgent);
  const lastMs = Date.parse(one.lastUsedAt);
  return (
    <li class="row-head" data-testid="own-session" data-current={one.current}>
      <span class="row-main">
        <b>{agent ? words.browserOn(agent.browser, agent.system) : words.unknownBrowser}</b>
        <span class="quiet">{words.lastUsed(`${format.shortDate(lastMs)}, ${format.time(lastMs)}`)}</span>
      </span>
      {one.current ? (
        <span class="tag tag-in">{words.thisOne}</span>
      ) : (
        <button type="button" class="button button-quiet button-small" onClick={onEnd}>
          {words.end}
        </button>
      )}
    </li>
  );
}
