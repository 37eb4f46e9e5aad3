import { describe, expect, it } from '@jest/globals';
import type { BoardPerson, LiveServerMessage } from '@tapclock/contracts';
import type { BoardService, Touched } from '../board/index.ts';
import type { EventReader, LogEvent } from '../event-log/index.ts';
import { LiveFeed, RESUME_EVENTS_MAX } from './live-feed.ts';

const SITE = 'werk-nord';
const NOW = Date.parse('2026-11-23T06:00:00.000Z');

/** A log of `people.changed` events, one position each, and boards that show whoever was touched. */
function world(options: { snapshotAt?: number; from?: number } = {}) {
  const log: LogEvent[] = [];
  let loads = 0;
  let snapshotAt = options.snapshotAt ?? 0;
  const boards = {
    load: async (site: string) => {
      loads += 1;
      return site === SITE ? { board: { site: { id: SITE } }, cursor: `1-${snapshotAt}` } : null;
    },
    cursor: async () => `1-${log.length}`,
    siteExists: async (site: string) => site === SITE,
    changes: async (_site: string, touched: Touched) =>
      [...(touched.employees ?? [])].map(employee => ({
        kind: 'person',
        person: { employee, state: 'in' } as BoardPerson,
      })),
  };
  const reader = {
    read: async (cursor: string, limit: number) => {
      const after = Number(cursor.split('-')[1]);
      return log.slice(after, after + limit);
    },
  };
  const feed = new LiveFeed({
    boards: boards as unknown as BoardService,
    reader: reader as unknown as EventReader,
    from: `1-${options.from ?? 0}`,
    nowMs: () => NOW,
  });
  const add = (employee: string): LogEvent => {
    const position = log.length + 1;
    const event: LogEvent = {
      kind: 'people.changed',
      payload: { employees: [employee] },
      site: SITE,
      key: SITE,
      cursor: `1-${position}`,
      position,
      recordedAt: '2026-11-23T06:00:00.000Z',
    };
    log.push(event);
    return event;
  };
  return { feed, add, loads: () => loads, snapshotIsAt: (position: number) => (snapshotAt = position) };
}

function dashboard() {
  const messages: LiveServerMessage[] = [];
  const send = (text: string) => void messages.push(JSON.parse(text) as LiveServerMessage);
  const told = () =>
    messages.map(message =>
      message.type === 'error'
        ? message.code
        : `${message.type} ${message.cursor}${message.type === 'delta' ? ` ${message.changes.map(change => (change.kind === 'person' ? change.person.employee : change.kind)).join()}` : ''}`,
    );
  return { send, told };
}

describe('LiveFeed', () => {
  it('tells a client nothing twice that its snapshot knew', async () => {
    const { feed, add } = world({ snapshotAt: 2 });
    const client = dashboard();
    const events = [add('anna'), add('bert'), add('carl')];
    await feed.subscribe(client, SITE, undefined);
    await feed.advance(events.slice(0, 2));
    await feed.advance(events.slice(2));
    expect(client.told()).toEqual(['snapshot 1-2', 'delta 1-3 carl']);
  });

  it('closes the distance when the snapshot is behind what others were told', async () => {
    const { feed, add } = world({ snapshotAt: 0 });
    await feed.advance([add('anna'), add('bert')]);
    const client = dashboard();
    await feed.subscribe(client, SITE, undefined);
    expect(client.told()).toEqual(['snapshot 1-0', 'delta 1-2 anna,bert']);
  });

  it('makes one snapshot for all who come at once', async () => {
    const { feed, loads } = world();
    await Promise.all(Array.from({ length: 20 }, () => feed.subscribe(dashboard(), SITE, undefined)));
    expect(loads()).toBe(1);
  });

  it('resumes with the last value of what was missed, up to a limit, then starts over (R11)', async () => {
    const { feed, add, snapshotIsAt } = world();
    const events = Array.from({ length: RESUME_EVENTS_MAX + 1 }, (_, index) => add(`p${index % 3}`));
    await feed.advance(events);
    const near = dashboard();
    await feed.subscribe(near, SITE, '1-1');
    expect(near.told()).toEqual([`delta 1-${RESUME_EVENTS_MAX + 1} p1,p2,p0`]);
    snapshotIsAt(RESUME_EVENTS_MAX + 1);
    const far = dashboard();
    await feed.subscribe(far, SITE, '1-0');
    expect(far.told()).toEqual([`snapshot 1-${RESUME_EVENTS_MAX + 1}`]);
  });

  it('keeps the line and the cursor moving without news', async () => {
    const { feed, add } = world();
    const client = dashboard();
    await feed.subscribe(client, SITE, undefined);
    const elsewhere = { ...add('anna'), site: 'werk-sued' };
    await feed.advance([elsewhere]);
    feed.heartbeat();
    expect(client.told()).toEqual(['snapshot 1-0', 'heartbeat 1-1']);
  });

  it('says that a site is unknown, and forgets who left', async () => {
    const { feed, add } = world();
    const client = dashboard();
    expect(await feed.subscribe(client, 'nowhere', undefined)).toBe(false);
    expect(await feed.subscribe(client, 'nowhere', '1-0')).toBe(false);
    await feed.subscribe(client, SITE, undefined);
    feed.unsubscribe(client);
    await feed.advance([add('anna')]);
    expect(client.told()).toEqual(['snapshot 1-0']);
  });
});
