import { describe, expect, it } from '@jest/globals';
import type { BoardPerson, LiveServerMessage } from '@tapclock/contracts';
import type { BoardService, Touched } from '../board/index.ts';
import type { EventReader, LogEvent } from '../event-log/index.ts';
import { EVERYBODY } from '../platform/http/access/reach-lists.ts';
import { LiveFeed, RESUME_EVENTS_MAX } from './live-feed.ts';

const SITE = 'werk-nord';
const NOW = Date.parse('2026-11-23T06:00:00.000Z');

/** As somebody who sees everybody. */
const all = (site: string, after: string | undefined) => ({ site, after, viewer: EVERYBODY });

/** A log of `people.changed` events, one position each, and boards that show whoever was touched. */
function world(options: { snapshotAt?: number; from?: number } = {}) {
  const log: LogEvent[] = [];
  const teamOf = new Map<string, string>();
  let loads = 0;
  let snapshotAt = options.snapshotAt ?? 0;
  const boards = {
    load: async (site: string) => {
      loads += 1;
      return site === SITE ? { board: { site: { id: SITE }, people: [] }, cursor: `1-${snapshotAt}` } : null;
    },
    cursor: async () => `1-${log.length}`,
    siteExists: async (site: string) => site === SITE,
    changes: async (_site: string, touched: Touched) =>
      [...(touched.employees ?? [])].map(employee => ({
        kind: 'person',
        person: { employee, state: 'in', team: teamOf.get(employee) ?? null } as BoardPerson,
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
  return {
    feed,
    add,
    teamOf,
    loads: () => loads,
    snapshotIsAt: (position: number) => (snapshotAt = position),
  };
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
    await feed.subscribe(client, all(SITE, undefined));
    await feed.advance(events.slice(0, 2));
    await feed.advance(events.slice(2));
    expect(client.told()).toEqual(['snapshot 1-2', 'delta 1-3 carl']);
  });

  it('closes the distance when the snapshot is behind what others were told', async () => {
    const { feed, add } = world({ snapshotAt: 0 });
    await feed.advance([add('anna'), add('bert')]);
    const client = dashboard();
    await feed.subscribe(client, all(SITE, undefined));
    expect(client.told()).toEqual(['snapshot 1-0', 'delta 1-2 anna,bert']);
  });

  it('makes one snapshot for all who come at once', async () => {
    const { feed, loads } = world();
    await Promise.all(Array.from({ length: 20 }, () => feed.subscribe(dashboard(), all(SITE, undefined))));
    expect(loads()).toBe(1);
  });

  it('resumes with the last value of what was missed, up to a limit, then starts over (R11)', async () => {
    const { feed, add, snapshotIsAt } = world();
    const events = Array.from({ length: RESUME_EVENTS_MAX + 1 }, (_, index) => add(`p${index % 3}`));
    await feed.advance(events);
    const near = dashboard();
    await feed.subscribe(near, all(SITE, '1-1'));
    expect(near.told()).toEqual([`delta 1-${RESUME_EVENTS_MAX + 1} p1,p2,p0`]);
    snapshotIsAt(RESUME_EVENTS_MAX + 1);
    const far = dashboard();
    await feed.subscribe(far, all(SITE, '1-0'));
    expect(far.told()).toEqual([`snapshot 1-${RESUME_EVENTS_MAX + 1}`]);
  });

  it('keeps the line and the cursor moving without news', async () => {
    const { feed, add } = world();
    const client = dashboard();
    await feed.subscribe(client, all(SITE, undefined));
    const elsewhere = { ...add('anna'), site: 'werk-sued' };
    await feed.advance([elsewhere]);
    feed.heartbeat();
    expect(client.told()).toEqual(['snapshot 1-0', 'heartbeat 1-1']);
  });

  it('says that a site is unknown, and forgets who left', async () => {
    const { feed, add } = world();
    const client = dashboard();
    expect(await feed.subscribe(client, all('nowhere', undefined))).toBe(false);
    expect(await feed.subscribe(client, all('nowhere', '1-0'))).toBe(false);
    await feed.subscribe(client, all(SITE, undefined));
    feed.unsubscribe(client);
    await feed.advance([add('anna')]);
    expect(client.told()).toEqual(['snapshot 1-0']);
  });

  describe('for a supervisor', () => {
    const viewer = {
      reach: { kind: 'teams' as const, teams: [{ site: SITE, team: 'early' }] },
      employee: null,
    };
    const early = (after?: string) => ({ site: SITE, after, viewer });

    it('tells nothing of people of other teams', async () => {
      const { feed, add, teamOf } = world();
      teamOf.set('anna', 'early');
      const [own, foreign] = [dashboard(), dashboard()];
      await feed.subscribe(own, early());
      await feed.subscribe(foreign, {
        ...early(),
        viewer: { ...viewer, reach: { kind: 'teams', teams: [{ site: 'werk-sued', team: 'early' }] } },
      });
      await feed.advance([add('anna'), add('bert')]);
      await feed.advance([add('bert')]);
      feed.heartbeat();
      expect(own.told()).toEqual(['snapshot 1-0', 'delta 1-2 anna', 'heartbeat 1-3']);
      expect(foreign.told()).toEqual(['snapshot 1-0', 'heartbeat 1-3']);
    });

    it('takes somebody off who has changed to another team, once', async () => {
      const { feed, add, teamOf } = world();
      teamOf.set('anna', 'early');
      const client = dashboard();
      await feed.subscribe(client, early());
      await feed.advance([add('anna')]);
      teamOf.set('anna', 'late');
      await feed.advance([add('anna')]);
      await feed.advance([add('anna')]);
      expect(client.told()).toEqual(['snapshot 1-0', 'delta 1-1 anna', 'delta 1-2 gone']);
    });

    it('begins anew instead of resuming: nobody knows whom the client showed', async () => {
      const { feed, add, snapshotIsAt } = world();
      await feed.advance([add('anna')]);
      snapshotIsAt(1);
      const client = dashboard();
      await feed.subscribe(client, early('1-1'));
      expect(client.told()).toEqual(['snapshot 1-1']);
    });
  });
});
