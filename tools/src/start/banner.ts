import { relative } from 'node:path';
import type { System } from './system.ts';

/** What a person sees when everything is up. */
export function banner(system: System): string {
  const { badges, pin, site } = system.factory.demo;
  const known = badges.find(badge => badge.state === 'out') ?? badges[0];
  const example = badges.find(badge => badge.printed === '0003887558') ?? known;
  const badge = example?.printed ?? '0003887558';
  const data = relative(process.cwd(), system.folder.dir) || system.folder.dir;
  return [
    '',
    `Tapclock is running: ${site.name}, ${badges.length} demo badges.`,
    '',
    `  Kiosk screen     ${system.kioskUrl}/`,
    `  Live board       ${system.hubUrl}/`,
    `  HTTP API         ${system.hubUrl}/api/docs`,
    `  MQTT broker      ${system.brokerUrl}`,
    `  Postgres         127.0.0.1:${system.ports.primary} (primary), 127.0.0.1:${system.ports.replica} (replica)`,
    `  Data and logs    ${data}`,
    '',
    'Log in at the live board as (demo data only):',
    '',
    ...system.factory.accounts.map(
      ({ role, email, password }) => `  ${role.padEnd(16)} ${email.padEnd(26)} ${password}`,
    ),
    '',
    'Open both screens, then in another shell:',
    '',
    `  npm run -s tap -- --badge ${badge}      ${example === undefined ? 'tap a badge' : `${example.name} taps at the kiosk`}`,
    '  npm run -s tap -- --list                 all demo badges',
    ...(pin === null || pin === undefined
      ? []
      : [`  At the kiosk, without a badge: number ${pin.number}, PIN ${pin.pin}`]),
    '',
    'Ctrl-C stops everything; npm start goes on where it was; npm start -- --fresh starts over.',
    '',
  ].join('\n');
}
