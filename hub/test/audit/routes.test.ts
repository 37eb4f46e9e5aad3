import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DiscoveryService } from '@nestjs/core';
import { PEOPLE_SHOWN, RECORDED_ACTIONS } from '../../src/audit/index.ts';
import { type Handler, handlersOf } from '../../src/platform/http/handlers.ts';
import { type RunningTestHub, runHub } from '../kit/running-hub.ts';

/** Writes that leave no entry, and why that is right. */
const UNRECORDED: Record<string, string> = {
  'POST /api/v1/auth/logout': "ends one's own session; its row says when and why",
  'DELETE /api/v1/auth/sessions/:session': "ends one's own session; its row says when and why",
  'POST /api/v1/auth/second-factor': 'offers a secret; nothing is in force before it is confirmed',
  'POST /api/v1/time/start': 'a punch is its own record, signed and in the chain',
  'POST /api/v1/time/stop': 'a punch is its own record, signed and in the chain',
  'POST /api/v1/time/pause': 'a punch is its own record, signed and in the chain',
  'POST /api/v1/time/resume': 'a punch is its own record, signed and in the chain',
  'POST /api/v1/notifications/read': "one's own list; each row says when it was read",
  'POST /api/v1/pairings': 'a kiosk asks; nothing is let in before somebody approves',
  'POST /api/v1/pairings/:id/claim': 'a kiosk fetches what was approved',
  'POST /api/v1/pairings/:id/acknowledge': 'a kiosk says that it has what was approved',
};

/** Reads that show nobody by name, and what they show. */
const SHOWS_NOBODY: Record<string, string> = {
  'GET /health/live': 'whether the process lives',
  'GET /health/ready': 'whether it serves',
  'GET /metrics': 'counters',
  'GET /api/v1/api-keys': 'keys of machines',
  'GET /api/v1/api-keys/:key': 'a key of a machine',
  'GET /api/v1/audit/head': 'a hash',
  'GET /api/v1/audit/key': 'a public key',
  'GET /api/v1/auth/me': 'oneself',
  'GET /api/v1/auth/options': 'how one logs in',
  'GET /api/v1/auth/sessions': "one's own sessions",
  'GET /api/v1/auth/oidc/start': 'leads to the identity provider',
  'GET /api/v1/exceptions/summary': 'counts',
  'GET /api/v1/export-formats': 'settings',
  'GET /api/v1/export-mappings/:site/:format': 'settings',
  'GET /api/v1/export-mappings/:site/:format/versions': 'settings',
  'GET /api/v1/exports/:id': 'a file without its bytes',
  'GET /api/v1/fleet': 'terminals, and counts of reads',
  'GET /api/v1/imports': 'names of files, and counts',
  'GET /api/v1/auth/me/notification-settings': "one's own choices",
  'GET /api/v1/notifications': 'what one was told oneself, without names',
  'GET /api/v1/notifications/outbox': 'ids of accounts, counts and states',
  'GET /api/v1/notifications/unread': 'a count',
  'GET /api/v1/webhooks': 'addresses of machines',
  'GET /api/v1/webhooks/:webhook': 'the address of a machine',
  'GET /api/v1/webhooks/:webhook/deliveries': 'ids of messages, and how they fared',
  'GET /api/v1/webhooks/:webhook/deliveries/:delivery': 'what a machine was told: ids and times',
  'GET /api/v1/pairings': 'kiosks that ask',
  'GET /api/v1/pay-periods': 'counts',
  'GET /api/v1/pay-periods/:site/:group/:from': 'counts',
  'GET /api/v1/pay-periods/:site/:group/:from/exports': 'files without their bytes',
  'GET /api/v1/policies': 'rules',
  'GET /api/v1/policies/:name/:version': 'rules',
  'GET /api/v1/policies/presets': 'rules',
  'GET /api/v1/quarantine': 'messages of strangers, without their bytes',
  'GET /api/v1/retention': 'settings',
  'GET /api/v1/rotation-presets': 'cycles of nobody',
  'GET /api/v1/sites': 'sites',
  'GET /api/v1/sites/:site': 'a site',
  'GET /api/v1/sites/:site/attestation': 'settings',
  'GET /api/v1/sites/:site/web-clock': 'settings',
  'GET /api/v1/time/active': 'oneself',
  'GET /api/v1/sites/:site/holidays': 'dates',
  'GET /api/v1/sites/:site/holiday-region': 'a region',
  'GET /api/v1/holiday-regions': 'regions',
  'GET /api/v1/holiday-regions/:region': 'a region',
  'GET /api/v1/holiday-regions/:region/years/:year': 'dates',
  'GET /api/v1/open-shifts': 'shifts that nobody is planned on',
  'GET /api/v1/open-shifts/:openShift': 'a shift that nobody is planned on',
  'GET /api/v1/calendar/:file': "one's own plan, to whoever was given the link",
  'GET /api/v1/sites/:site/areas/:area/headcount': 'counts',
  'GET /api/v1/sites/:site/rotations': 'cycles',
  'GET /api/v1/sites/:site/rotations/:rotation': 'a cycle',
  'GET /api/v1/sites/:site/schedule/overview': 'counts',
  'GET /api/v1/sites/:site/schedule/publications': 'counts, and who planned',
  'GET /api/v1/sites/:site/shifts': 'templates',
  'GET /api/v1/sites/:site/shifts/:shift': 'a template',
  'GET /api/v1/tasks/tags': 'words, and counts',
  'GET /api/v1/tasks/unknown': 'codes, and sums of minutes',
  'GET /api/v1/terminals': 'terminals',
  'GET /api/v1/terminals/:id': 'a terminal',
  'GET /api/v1/terminals/:id/position': 'where a terminal stands',
};

let hub: RunningTestHub;
let routes: Handler[];

beforeAll(async () => {
  hub = await runHub();
  routes = handlersOf(hub.part(DiscoveryService)).filter(({ path }) => path.startsWith('/'));
});
afterAll(async () => {
  await hub.stop();
});

const nameOf = ({ method, path }: Handler) => `${method} ${path}`;
const looksOf = ({ handler }: Handler): unknown => Reflect.getMetadata(PEOPLE_SHOWN, handler);
const recordsOf = ({ handler }: Handler): unknown => Reflect.getMetadata(RECORDED_ACTIONS, handler);
const says = (route: Handler) => recordsOf(route) !== undefined || looksOf(route) !== undefined;
const isRead = ({ method }: Handler) => method === 'GET';

describe('every route of the hub (R10)', () => {
  it('that changes something says what it records, or has a reason', () => {
    const silent = routes
      // A question that is asked with a body shows people and changes nothing.
      .filter(route => !isRead(route) && !says(route))
      .map(nameOf);
    expect(silent.filter(route => UNRECORDED[route] === undefined)).toEqual([]);
  });

  it('that reads says whom it shows, or shows nobody', () => {
    const silent = routes.filter(route => isRead(route) && !says(route)).map(nameOf);
    expect(silent.filter(route => SHOWS_NOBODY[route] === undefined)).toEqual([]);
  });

  it('has one reason and no decorator besides, and the lists hold no routes of the past', () => {
    const known = new Map(routes.map(route => [nameOf(route), route]));
    const wrong = [...Object.keys(UNRECORDED), ...Object.keys(SHOWS_NOBODY)].filter(name => {
      const route = known.get(name);
      return !route || says(route);
    });
    expect(wrong).toEqual([]);
  });
});
