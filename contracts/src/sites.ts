import * as z from 'zod/mini';
import { Count, Instant, Language, lineOfText, Slug, Zone } from './primitives.ts';

const Name = lineOfText(80);

export const AREAS_MAX = 500;
export const TEAMS_MAX = 2_000;

export const SiteView = z.object({ id: Slug, name: z.string(), zone: Zone, language: Language });
export type SiteView = z.infer<typeof SiteView>;

/** A part of a site that people belong to; an archived one takes nobody any more. */
export const PlaceView = z.object({ id: Slug, name: z.string(), archivedAt: z.nullable(Instant) });
export const AreaView = z.extend(PlaceView, { position: z.int() });
export type AreaView = z.infer<typeof AreaView>;
export const TeamView = PlaceView;
export type TeamView = z.infer<typeof TeamView>;

/** `GET /api/v1/sites/:site` */
export const SiteDetail = z.extend(SiteView, {
  archivedAt: z.nullable(Instant),
  version: Count,
  areas: z.array(AreaView),
  teams: z.array(TeamView),
});
export type SiteDetail = z.infer<typeof SiteDetail>;

/** `POST /api/v1/sites` */
export const NewSiteRequest = z.strictObject({
  id: Slug,
  name: Name,
  zone: Zone,
  language: z._default(Language, 'en'),
  areas: z._default(z.array(z.strictObject({ id: Slug, name: Name })).check(z.maxLength(AREAS_MAX)), []),
  teams: z._default(z.array(z.strictObject({ id: Slug, name: Name })).check(z.maxLength(TEAMS_MAX)), []),
});
export type NewSiteRequest = z.infer<typeof NewSiteRequest>;

/** `PATCH /api/v1/sites/:site` */
export const SiteChange = z.strictObject({
  name: z.optional(Name),
  zone: z.optional(Zone),
  language: z.optional(Language),
  /** An archived site is in use again. */
  archived: z.optional(z.literal(false)),
});
export type SiteChange = z.infer<typeof SiteChange>;

/** `PUT /api/v1/sites/:site/areas/:area`; an archived one is in use again. */
export const AreaPut = z.strictObject({
  name: Name,
  position: z._default(z.int().check(z.minimum(0), z.maximum(10_000)), 0),
});
/** `PUT /api/v1/sites/:site/teams/:team` */
export const TeamPut = z.strictObject({ name: Name });

/** What became of something that was to go: what others still point at is archived. */
export const Removal = z.object({ outcome: z.enum(['deleted', 'archived']) });
export type Removal = z.infer<typeof Removal>;
