/** Counts up when the same case would be answered differently. */
export const ENGINE_VERSION = 1;

/** Version of the time zone data, such as `2026a`: another may answer otherwise for dates it knows better. */
export const TIME_ZONE_DATA = process.versions.tz ?? 'unknown';
