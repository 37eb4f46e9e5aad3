import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { placeOf } from '../../platform/http/security/secure-http.ts';

/** Where a request comes from and which name it gave the hub. */
export interface AskedFrom {
  /** Network address, or the part of it that counts as one caller. */
  source: string;
  /** Host name of the hub without port, as the caller wrote it. */
  host: string;
}

/** See `AskedFrom`, as a parameter of a route. */
export const From = createParamDecorator((_: unknown, context: ExecutionContext): AskedFrom => {
  const { ip, headers } = context
    .switchToHttp()
    .getRequest<{ ip: string; headers: Record<string, string | string[] | undefined> }>();
  return { source: placeOf(ip), host: hostOf(headers.host) };
});

const HOST = /^[a-z0-9.-]{1,253}$|^\[[0-9a-f:.]{2,45}\]$/i;

function hostOf(header: string | string[] | undefined): string {
  const host = typeof header === 'string' ? header.replace(/:\d{1,5}$/, '') : '';
  return HOST.test(host) ? host : 'localhost';
}
