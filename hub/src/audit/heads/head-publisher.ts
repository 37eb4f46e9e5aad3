import { appendFile } from 'node:fs/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { AuditHead, PublishedHead } from '@tapclock/contracts';
import { HUB_CONFIG, type HubConfig } from '../../platform/config/hub-config.ts';
import { DATABASE, type Database } from '../../platform/database/database.ts';
import { LOGGER, type Log } from '../../platform/logging/logger.ts';
import { Repeating } from '../repeating.ts';
import { SealsRepository } from '../seals.repository.ts';
import { HeadKey } from './head-key.ts';

/** At most one head a minute: a year of them is 150 MB, and a minute is what somebody could take back unseen. */
const PAUSE_MS = 60_000;
const POST_TIMEOUT_MS = 10_000;

/**
 * Gives the newest head to places outside of this machine. Whoever owns the database can write the whole chain anew; they cannot write
 * anew what others already have.
 */
@Injectable()
export class HeadPublisher implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #database: Database;
  readonly #seals: SealsRepository;
  readonly #key: HeadKey;
  readonly #places: HubConfig['audit'];
  readonly #repeating: Repeating;
  readonly #published = { file: 0, url: 0 };

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(SealsRepository) seals: SealsRepository,
    @Inject(HeadKey) key: HeadKey,
    @Inject(HUB_CONFIG) config: HubConfig,
    @Inject(LOGGER) log: Log,
  ) {
    this.#database = database;
    this.#seals = seals;
    this.#key = key;
    this.#places = config.audit;
    this.#repeating = new Repeating({
      name: 'publishing heads',
      pauseMs: PAUSE_MS,
      work: () => this.publish(),
      log,
    });
  }

  onApplicationBootstrap(): void {
    const { headsFile, headsUrl } = this.#places;
    if (headsFile !== null || headsUrl !== null) this.#repeating.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#repeating.stop();
  }

  /** The newest head, or null. */
  async head(): Promise<AuditHead | null> {
    const seal = await this.#seals.head(this.#database.primary);
    return seal && { number: seal.number, hash: seal.hash, at: seal.sealedAt };
  }

  /** Publishes the newest head where it was not published yet. A place that fails does not keep the other from having it. */
  async publish(): Promise<void> {
    const head = await this.head();
    if (head === null) return;
    const { headsFile, headsUrl } = this.#places;
    const signed = this.#key.sign(head);
    const ended = await Promise.allSettled([
      this.#publishOnce('file', signed, headsFile, appendHead),
      this.#publishOnce('url', signed, headsUrl, postHead),
    ]);
    const failures = ended.flatMap(end => (end.status === 'rejected' ? [end.reason] : []));
    if (failures.length > 0) throw new AggregateError(failures, 'a head was not published');
  }

  async #publishOnce(
    kind: 'file' | 'url',
    head: PublishedHead,
    place: string | null,
    give: (place: string, head: PublishedHead) => Promise<void>,
  ): Promise<void> {
    if (place === null || this.#published[kind] === head.number) return;
    await give(place, head);
    this.#published[kind] = head.number;
  }
}

async function appendHead(path: string, head: PublishedHead): Promise<void> {
  await appendFile(path, `${JSON.stringify(head)}\n`, { flush: true });
}

async function postHead(url: string, head: PublishedHead): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(head),
    signal: AbortSignal.timeout(POST_TIMEOUT_MS),
    redirect: 'error',
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`the place for heads answered ${answer.status}`);
}
