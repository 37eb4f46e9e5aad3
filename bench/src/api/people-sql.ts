import { type SeedStep, SITES, TERMINALS_PER_SITE, ZONE } from './plan.ts';

const GIVEN =
  '{Amelie,Anna,Ben,Clara,David,Elif,Emma,Felix,Finn,Greta,Hannah,Ida,Jan,Jonas,Jürgen,Karla,Lea,Leon,Lina,Luca,Luis,Maja,Marie,Max,Mehmet,Mia,Mohamed,Nele,Noah,Olga,Paul,Piotr,Rosa,Sofia,Tim,Ugo,Vera,Yusuf,Zoe,Øyvind}';
const FAMILY =
  '{Adams,Arslan,Bauer,Becker,Braun,Çelik,Demir,Dietrich,Engel,Fischer,Franke,Graf,Groß-Müller,Haas,Hartmann,Hoffmann,Huber,Jansen,Kaiser,Keller,Klein,Koch,Kowalski,König,Krause,Krüger,Lang,Lehmann,Lorenz,Ludwig,Maier,Mayer,Meyer,Möller,Müller,Neumann,Nguyen,Nowak,Öztürk,Peters,Pohl,Richter,Roth,Sauer,Schäfer,Schmidt,Schneider,Schubert,Schulz,Schwarz,Simon,Sommer,Stein,Vogel,Wagner,Walter,Weber,Weiß,Wolf,Ziegler}';
/** In the large plant half of the people, in each other one a tenth. */
const SITE_OF = `case when n % 10 < 5 then 1 else n % 10 - 3 end`;

/** Sites, people and what is theirs. */
export const PEOPLE: readonly SeedStep[] = [
  {
    what: 'sites',
    sql: `insert into site (id, name, zone, language) select id, initcap(replace(id, '-', ' ')), $2, 'de' from unnest($1::text[]) as id`,
    params: () => [SITES, ZONE],
  },
  {
    what: 'areas',
    sql: `insert into area (site_id, id, name, position)
          select s, 'hall-' || n, 'Hall ' || n, n from unnest($1::text[]) as s, generate_series(1, 8) as n`,
    params: () => [SITES],
  },
  {
    what: 'teams',
    sql: `insert into team (site_id, id, name)
          select s, 'team-' || n, 'Team ' || n from unnest($1::text[]) with ordinality as site (s, at),
            generate_series(1, case when at = 1 then 100 else 20 end) as n`,
    params: () => [SITES],
  },
  {
    what: 'employees',
    sql: `insert into employee (id, site_id, area_id, team_id, number, given_name, family_name, short_name, language, active, left_on, leaves_at)
          select gen_random_uuid(), 'plant-' || site, 'hall-' || 1 + n % 8, 'team-' || 1 + (n / 10) % case when site = 1 then 100 else 20 end,
                 (7000000 + n)::text, given, family, given || ' ' || left(family, 1) || '.', case when n % 4 = 0 then 'en' else 'de' end,
                 not is_gone, case when is_gone then current_date - n % 170 end, case when is_gone then current_date - n % 170 + 1 end
          from generate_series(1, $1::int) as n
          cross join lateral (
            select ${SITE_OF} as site, n % 19 = 7 as is_gone, ($2::text[])[1 + n * 7 % 40] as given, ($3::text[])[1 + n * 13 % 60] as family
          ) as made`,
    params: ({ people }) => [people, GIVEN, FAMILY],
  },
  {
    what: 'badges',
    sql: `insert into credential (site_id, digest, employee_id, issued_at, ended_at, ended_why, issued_by, ended_by)
          select e.site_id, md5(e.id::text || badge) || md5(badge || e.id::text), e.id, now() - interval '400 days' * badge,
                 case when badge = 2 then now() - interval '400 days' when not e.active then e.leaves_at end,
                 case when badge = 2 then 'replaced' when not e.active then 'left' end, 'Hilde HR',
                 case when badge = 2 then 'Hilde HR' when not e.active then 'system' end
          from employee e cross join generate_series(1, 2) as badge
          where e.number like '7______' and (badge = 1 or e.number like '%3')`,
    params: () => [],
  },
  {
    what: 'terminals',
    sql: `insert into terminal (id, site_id, place, public_key, password_hash)
          select s || '-gate-' || n, s, 'Gate ' || n, decode(md5(s || n) || md5(n || s), 'hex'), 'none'
          from unnest($1::text[]) as s, generate_series(1, $2::int) as n`,
    params: () => [SITES, TERMINALS_PER_SITE],
  },
  {
    what: 'states of terminals',
    sql: `insert into terminal_state (terminal_id, online, last_seen_at, last_punch_at, status)
          select id, true, now(), now(), jsonb_build_object(
            'online', true, 'sentAt', '2026-01-05T06:00:00.000Z', 'startedAt', '2026-01-05T06:00:00.000Z', 'boot', 1,
            'versions', '{"bridge":"0.1.0","node":"24.0.0"}'::jsonb,
            'journal', '{"depth":0,"rows":500,"rowsMax":1000000,"state":"ok","head":{"boot":1,"sequence":500}}'::jsonb, 'clockOffsetMs', 3,
            'readers', '[{"id":"front","family":"rdm6300","place":"front","state":"online","reads":1,"discardedBytes":0,"lastReadAt":null}]'::jsonb)
          from terminal where site_id = any($1)`,
    params: () => [SITES],
  },
  {
    what: 'accounts',
    sql: `insert into account (id, email, name, role, employee_id, language, created_at, last_login_at)
          select gen_random_uuid(), lower(role) || place || '@example.com', given_name || ' ' || family_name, role,
                 case when role = 'worker' then id end, language, now(), now() - place * interval '1 hour'
          from (select *, row_number() over (order by number) as place,
                       case when number like '%13' then 'supervisor' when number like '%500' then 'hr' else 'worker' end as role
                from employee where number like '7_____0' or number like '7____13') as person`,
    params: () => [],
  },
  {
    what: 'teams that supervisors lead',
    sql: `insert into account_team (account_id, site_id, team_id)
          select id, 'plant-1', 'team-' || row_number() over (order by email) from account where role = 'supervisor' and email like 'supervisor%'
          limit 100`,
    params: () => [],
  },
  {
    what: 'invitations',
    sql: `insert into invitation (id, digest, email, role, teams, language, invited_by, created_at, expires_at)
          select gen_random_uuid(), sha256(n::text::bytea), 'invited' || n || '@example.com', 'supervisor', '[]', 'de', 'Ada Admin', now(),
                 now() + interval '3 days'
          from generate_series(1, 500) as n`,
    params: () => [],
  },
  {
    what: 'API keys',
    sql: `insert into api_key (id, name, scopes, prefix, digest, created_by, created_at, expires_at)
          select gen_random_uuid(), 'integration ' || n, '{people.read}', 'tck_' || left(md5(n::text), 8), sha256(('key ' || n)::bytea), 'Ada Admin',
                 now(), now() + interval '300 days'
          from generate_series(1, 190) as n`,
    params: () => [],
  },
];
