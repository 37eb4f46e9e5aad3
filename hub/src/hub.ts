import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { Server as TlsServer } from 'node:tls';
import cookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { appModule } from './app.module.ts';
import type { HubConfig } from './platform/config/hub-config.ts';
import { askingContextHook } from './platform/http/access/asking-context.ts';
import { bodyLimitHook } from './platform/http/body-limit.ts';
import { describeApi } from './platform/http/document/describe-api.ts';
import { answerFrameworkError } from './platform/http/error-answer.ts';
import { requestIdHook } from './platform/http/request-id.ts';
import { followCertificate, readCertificate } from './platform/http/security/certificate.ts';
import { secureHttp } from './platform/http/security/secure-http.ts';
import type { Log } from './platform/logging/logger.ts';
import { NestLogger } from './platform/logging/nest-logger.ts';
import { BROKER_LINK, type BrokerLink } from './platform/mqtt/broker-link.ts';
import { EmbeddedBroker } from './platform/mqtt/embedded-broker.ts';

const BODY_BYTES_MAX = 256 * 1024;
/** Paths that are never pages of the dashboard. */
const MACHINE_PATHS = /^\/(?:api|health|metrics)(?:\/|$)/;
/** To arrive whole: who sends a byte a minute holds a connection no longer than this. */
const REQUEST_TIMEOUT_MS = 60_000;
const YEAR_MS = 365 * 24 * 3_600_000;

export interface RunningHub {
  httpPort: number;
  /** Port of the embedded broker; null with an external one. */
  mqttPort: number | null;
  /** For tests and tools that need a part of the running hub. */
  app: NestFastifyApplication;
  stop(): Promise<void>;
}

/**
 * Starts a hub: database, broker, HTTP. Resolves when it listens; rejects when a port is taken or the primary stays away.
 * The schema must be up to date (`runMigrations`).
 */
export async function startHub(config: HubConfig, log: Log): Promise<RunningHub> {
  const adapter = httpAdapter(config);
  const clientId = `tapclock-hub-${randomUUID().slice(0, 8)}`;
  const app = await NestFactory.create<NestFastifyApplication>(appModule(config, log, clientId), adapter, {
    logger: new NestLogger(log),
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  requestIdHook(fastify);
  askingContextHook(fastify);
  bodyLimitHook(fastify);
  await secureHttp(adapter, config);
  await fastify.register(cookie);
  SwaggerModule.setup('api/docs', app, () => describeApi(app));
  if (config.http.dashboardDir !== null) await serveDashboard(adapter, config.http.dashboardDir);
  try {
    await app.listen(config.http.port, config.http.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  const link = app.get<BrokerLink>(BROKER_LINK);
  const { server } = fastify;
  const unfollow =
    config.http.tls !== null && server instanceof TlsServer
      ? followCertificate(server, config.http.tls, log)
      : () => undefined;
  const address = server.address();
  const httpPort = typeof address === 'object' && address ? address.port : config.http.port;
  const mqttPort = link instanceof EmbeddedBroker ? link.port : null;
  log.info({ httpPort, mqttPort, broker: config.broker.kind }, 'hub is up');
  const stop = async () => {
    unfollow();
    await app.close();
  };
  return { httpPort, mqttPort, app, stop };
}

function httpAdapter({ http }: HubConfig): FastifyAdapter {
  const options = {
    bodyLimit: BODY_BYTES_MAX,
    // One proxy, ours: what a caller writes into X-Forwarded-For before it counts for nothing.
    trustProxy: http.behindProxy ? (_address: string, hop: number) => hop === 0 : false,
    forceCloseConnections: true,
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: answerFrameworkError,
  };
  return http.tls === null
    ? new FastifyAdapter(options)
    : new FastifyAdapter({ ...options, https: readCertificate(http.tls) });
}

/** Files as they are; every other path is a page that the dashboard draws itself. */
async function serveDashboard(adapter: FastifyAdapter, dir: string): Promise<void> {
  const root = resolve(dir);
  const fastify = adapter.getInstance();
  await fastify.register(fastifyStatic, { root, serve: false });
  fastify.get('/*', async (request, reply) => {
    const [path = '/'] = request.url.split('?');
    const file = MACHINE_PATHS.test(path) ? null : await fileOf(root, path);
    if (file === null) return reply.callNotFound();
    // The bundler puts a hash of the content into the names under assets/.
    const isHashed = file.startsWith('assets/');
    return reply.sendFile(file, { maxAge: isHashed ? YEAR_MS : 0, immutable: isHashed });
  });
}

async function fileOf(root: string, path: string): Promise<string | null> {
  let wanted: string;
  try {
    wanted = resolve(root, `.${decodeURIComponent(path)}`);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
  if (wanted.startsWith(root + sep) && (await isFile(wanted))) return wanted.slice(root.length + 1);
  return extname(path) === '' ? 'index.html' : null;
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    found => found.isFile(),
    () => false,
  );
}
