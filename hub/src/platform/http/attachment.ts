const NAME_LENGTH_MAX = 150;

/**
 * Value of Content-Disposition for a download. The name keeps letters, digits, dot, hyphen and underscore of ASCII only: it becomes a
 * file on somebody's disk, and must not leave its folder, hide its extension or break the header.
 */
export function attachment(fileName: string): string {
  const safe = fileName
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(-NAME_LENGTH_MAX);
  return `attachment; filename="${safe === '' ? 'export' : safe}"`;
}
