import { Inject, Injectable } from '@nestjs/common';
import type { Receipt, Verdict } from '@tapclock/contracts';
import { EventLog, type NewEvent } from '../event-log/index.ts';
import { DATABASE, type Database, type Sql } from '../platform/database/database.ts';
import { codeOfError } from '../platform/database/errors.ts';
import { type NewPunch, PunchesRepository } from '../punches/index.ts';
import {
  type Candidate,
  type ChainWork,
  chainKeysOf,
  chainKeyText,
  classify,
  type PlannedMessage,
  positionText,
  possiblyStored,
  workChains,
} from './batch-plan.ts';
import {
  type BatchSignature,
  type ChainKey,
  ChainsRepository,
  type LockedChain,
} from './chains.repository.ts';
import { type BootLink, bootLink } from './domain/chain.ts';
import type { Examined } from './entry.ts';
import { type JudgedCandidate, Judgement } from './judgement.ts';
import { type QuarantinedMessage, QuarantineRepository } from './quarantine.repository.ts';

type TrustedBatch = Extract<Examined, { kind: 'batch' }>;
type Results = Receipt['results'];

/** What a committed message earned. */
export interface Settled {
  entry: TrustedBatch;
  through: number;
  results: Results;
}

/** What was noticed about a chain. */
export interface ChainNotice {
  work: ChainWork;
  /** Ask for everything from here on. */
  replay: { boot: number; sequence: number } | null;
  broken: boolean;
  whole: boolean;
}

export interface CommitOutcome {
  settled: Settled[];
  recorded: readonly NewPunch[];
  known: number;
  conflicts: TrustedBatch[];
  chains: ChainNotice[];
}

/** Another hub stored one of the punches meanwhile: done again, the transaction will see it. */
class LostRace extends Error {
  override readonly name = 'LostRace';
  /** Serialisation failure: the same work may succeed when repeated. */
  readonly code = '40001';
}

function asLostRace(error: unknown): never {
  if (codeOfError(error) === '23505') throw new LostRace('another hub was faster', { cause: error });
  throw error;
}

/** One transaction for everything that waits: punches, signatures, chains, events and quarantine, or nothing of it. */
@Injectable()
export class BatchCommitter {
  readonly #database: Database;
  readonly #punches: PunchesRepository;
  readonly #chains: ChainsRepository;
  readonly #quarantine: QuarantineRepository;
  readonly #events: EventLog;
  readonly #judgement: Judgement;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(PunchesRepository) punches: PunchesRepository,
    @Inject(ChainsRepository) chains: ChainsRepository,
    @Inject(QuarantineRepository) quarantine: QuarantineRepository,
    @Inject(EventLog) events: EventLog,
    @Inject(Judgement) judgement: Judgement,
  ) {
    this.#database = database;
    this.#punches = punches;
    this.#chains = chains;
    this.#quarantine = quarantine;
    this.#events = events;
    this.#judgement = judgement;
  }

  /** Resolves after the commit; only then may a receipt leave (R1). Safe to repeat: what is stored already is known (R2). */
  async commit(entries: readonly Examined[]): Promise<CommitOutcome> {
    const trusted = entries.filter(entry => entry.kind === 'batch');
    const { value } = await this.#database.transaction(async sql => {
      await this.#quarantine.add(sql, entries.flatMap(rejectedMessage));
      return trusted.length === 0 ? null : this.#store(sql, trusted);
    });
    if (!value) return { settled: [], recorded: [], known: 0, conflicts: [], chains: [] };
    this.#judgement.keep(value.judged);
    return value;
  }

  async #store(
    sql: Sql,
    entries: readonly TrustedBatch[],
  ): Promise<CommitOutcome & { judged: JudgedCandidate[] }> {
    const ids = entries.flatMap(({ message }) => message.batch.punches.map(punch => punch.punchId));
    const [locked, taken] = await Promise.all([
      this.#lockChains(sql, chainKeysOf(entries)),
      this.#punches.findIds(sql, ids),
    ]);
    const stored = await this.#punches.findByPosition(sql, possiblyStored(entries, locked));
    const messages = classify(entries, stored, taken);
    const judged = await this.#judgement.judge(sql, newCandidates(messages));
    const works = workChains(entries, locked);
    await this.#write(sql, { messages, judged, works: [...works.values()] });
    const chains: ChainNotice[] = [];
    for (const work of works.values()) chains.push(await this.#notice(sql, work));
    const conflicts = messages.filter(message => message.fates.some(fate => fate.kind === 'conflict'));
    await this.#quarantine.add(sql, conflicts.map(conflictMessage));
    const verdicts = new Map(stored.map(punch => [positionText(punch), punch.verdict]));
    for (const { row } of judged) verdicts.set(positionText(row), row.verdict);
    return {
      judged,
      recorded: judged.map(({ row }) => row),
      settled: messages.map(message => settle(message, works, verdicts)),
      known: messages.flatMap(message => message.fates).filter(fate => fate.kind === 'known').length,
      conflicts: conflicts.map(message => message.entry),
      chains,
    };
  }

  /** In one round trip, unless a hole may be closed. */
  async #write(
    sql: Sql,
    {
      messages,
      judged,
      works,
    }: {
      messages: readonly PlannedMessage[];
      judged: readonly JudgedCandidate[];
      works: readonly ChainWork[];
    },
  ): Promise<void> {
    const joining = works.filter(work => work.mayJoin);
    await Promise.all([
      this.#punches
        .insert(
          sql,
          judged.map(({ row }) => row),
        )
        .catch(asLostRace),
      this.#chains.addSignatures(sql, newBatches(messages).map(toSignature)),
      this.#events.append(sql, judged.map(toEvent)),
      ...(joining.length === 0 ? [this.#saveChains(sql, works)] : []),
    ]);
    if (joining.length === 0) return;
    for (const work of joining) await this.#join(sql, work);
    await this.#saveChains(sql, works);
  }

  /** Before anybody compares them: a boot and the one after it may have come in this same transaction. */
  #saveChains(sql: Sql, works: readonly ChainWork[]): Promise<void> {
    return this.#chains.save(
      sql,
      works.map(({ terminal, boot, chain }) => ({ terminal, boot, ...chain })),
    );
  }

  async #lockChains(sql: Sql, keys: readonly ChainKey[]): Promise<Map<string, LockedChain>> {
    let rows = await this.#chains.lock(sql, keys);
    if (rows.length < keys.length) {
      await this.#chains.create(sql, keys);
      rows = await this.#chains.lock(sql, keys);
    }
    return new Map(rows.map(row => [chainKeyText(row), row]));
  }

  /** The hole may be closed: takes over what was stored beyond it. */
  async #join(sql: Sql, work: ChainWork): Promise<void> {
    const joined = await this.#chains.joined(sql, work, work.chain.through);
    if (!joined) return;
    const said = await this.#chains.previousSaid(sql, work, work.chain.through + 1);
    // No batch began there: the border lies inside one whose hashes were compared already.
    if (said.length > 0 && !said.includes(work.chain.head)) work.broken = true;
    work.chain = { ...work.chain, ...joined };
    work.hole = work.chain.through < work.chain.lastSequence;
  }

  async #notice(sql: Sql, work: ChainWork): Promise<ChainNotice> {
    const { before, chain } = work;
    const notice: ChainNotice = { work, replay: null, broken: work.broken, whole: false };
    if (work.hole) notice.replay = { boot: work.boot, sequence: chain.through + 1 };
    else if (before.through < before.lastSequence) notice.whole = true;
    if (work.firstPrevious !== null) {
      const link = await this.#linkToBootBefore(sql, work, work.firstPrevious);
      if (link.kind === 'broken') notice.broken = true;
      if (link.kind === 'hole') notice.replay = link.from;
    }
    if (!work.hole && work.hasLaterBoot && chain.through > before.through) {
      const next = await this.#chains.bootAfter(sql, work);
      const said = next === null ? [] : await this.#chains.previousSaid(sql, { ...work, boot: next }, 1);
      if (said.includes(chain.head)) notice.whole = true;
    }
    return notice;
  }

  async #linkToBootBefore(
    sql: Sql,
    work: ChainWork,
    previous: string,
  ): Promise<{ kind: BootLink; from: { boot: number; sequence: number } }> {
    const before = await this.#chains.bootBefore(sql, work);
    // Nothing older is known: everything is wanted.
    const from = before ? { boot: before.boot, sequence: before.through + 1 } : { boot: 1, sequence: 1 };
    return { kind: bootLink(previous, before), from };
  }
}

function newCandidates(messages: readonly PlannedMessage[]): Candidate[] {
  return messages.flatMap(message =>
    message.fates.flatMap(fate => (fate.kind === 'new' ? [fate.candidate] : [])),
  );
}

/** A batch that brought nothing new adds nothing to what can be proven. */
function newBatches(messages: readonly PlannedMessage[]): TrustedBatch[] {
  return messages
    .filter(message => message.fates.some(fate => fate.kind === 'new'))
    .map(message => message.entry);
}

function settle(
  { entry, fates }: PlannedMessage,
  works: ReadonlyMap<string, ChainWork>,
  verdicts: ReadonlyMap<string, Verdict>,
): Settled {
  const { terminal, boot } = entry.message.batch;
  const results = fates.map((fate): Results[number] => {
    const { punchId, sequence } = fate.kind === 'new' ? fate.candidate.punch : fate;
    if (fate.kind === 'conflict') return { punchId, sequence, outcome: 'quarantined', verdict: null };
    const verdict = verdicts.get(positionText({ terminal, boot, sequence })) ?? null;
    return { punchId, sequence, outcome: 'recorded', verdict };
  });
  return { entry, through: works.get(chainKeyText({ terminal, boot }))?.chain.through ?? 0, results };
}

function toSignature({ arrived, message: { batch } }: TrustedBatch): BatchSignature {
  return {
    terminal: batch.terminal,
    boot: batch.boot,
    from: batch.from,
    punches: batch.punches.length,
    previous: batch.previous,
    head: batch.head,
    sentAt: batch.sent.at,
    sentUptimeMs: batch.sent.uptimeMs,
    sig: batch.sig,
    receivedAtMs: arrived.receivedAtMs,
  };
}

function toEvent({ candidate, row }: JudgedCandidate): NewEvent {
  return {
    kind: 'punch.recorded',
    site: row.site,
    key: row.employee ?? row.terminal,
    payload: {
      punchId: row.punchId,
      site: row.site,
      terminal: row.terminal,
      place: candidate.terminal.place,
      boot: row.boot,
      sequence: row.sequence,
      employee: row.employee,
      action: row.action,
      occurredAt: candidate.punch.occurredAt,
      receivedAt: new Date(row.receivedAtMs).toISOString(),
      state: row.verdict.state,
      shift: row.verdict.shift,
      findings: row.verdict.findings,
    },
  };
}

function rejectedMessage(entry: Examined): QuarantinedMessage[] {
  if (entry.kind !== 'rejected') return [];
  const { arrived, rejection, terminal } = entry;
  return [{ ...arrived, ...rejection, site: terminal?.site ?? null, terminal: terminal?.terminal ?? null }];
}

function conflictMessage({ entry, fates }: PlannedMessage): QuarantinedMessage {
  const sequences = fates.flatMap(fate => (fate.kind === 'conflict' ? [fate.sequence] : []));
  return {
    ...entry.arrived,
    reason: 'sequence-conflict',
    detail: `contradicts stored punches at ${sequences.slice(0, 10).join(', ')}`,
    site: entry.message.terminal.site,
    terminal: entry.message.terminal.terminal,
  };
}
