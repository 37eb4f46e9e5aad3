import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mp3': 'audio/mpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; connect-src 'self' ws:; " +
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** The file a URL path names below `directory`; null when it would lead outside or is no path at all. */
export function fileBelow(directory: string, urlPath: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
  if (path.includes('\0') || path.includes('\\')) return null;
  const file = normalize(join(directory, path === '/' ? 'index.html' : path));
  return file.startsWith(normalize(directory + sep)) ? file : null;
}

/** Files with a hash in their name never change; everything else, above all the shell and its worker, is asked for again each time. */
export function cacheHeader(urlPath: string): string {
  return urlPath.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** Answers GET or HEAD with a file of the kiosk page. Resolves false when there is none. */
export async function serveFile(
  response: ServerResponse,
  { directory, urlPath, isHead }: { directory: string; urlPath: string; isHead: boolean },
): Promise<boolean> {
  const file = fileBelow(directory, urlPath);
  const found = file === null ? null : await stat(file).catch(() => null);
  if (file === null || !found?.isFile()) return false;
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-length': found.size,
    'cache-control': cacheHeader(urlPath),
  });
  if (isHead) response.end();
  else await pipeline(createReadStream(file), response);
  return true;
}
