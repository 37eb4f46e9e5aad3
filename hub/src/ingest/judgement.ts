import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '../platform/database/database.ts';
import type { NewPunch } from '../punches/index.ts';
import { type JudgedPunch, judge, type PastPunch } from '../scheduling/index.ts';
import type { Candidate } from './batch-plan.ts';
import { credentialKey, Directories, windowKey } from './directories.ts';
import { type Holder, holderAt, tappedAtMs } from './domain/holder.ts';
import { Histories } from './histories.ts';
import { insertPunch, pastOf } from './timeline.ts';

export interface JudgedCandidate {
  candidate: Candidate;
  row: NewPunch;
}

/** Decides who made each punch and what is to be noticed about it. */
@Injectable()
export class Judgement {
  readonly #directories: Directories;
  readonly #histories: Histories;

  constructor(@Inject(Directories) directories: Directories, @Inject(Histories) histories: Histories) {
    this.#directories = directories;
    this.#histories = histories;
  }

  /** In the order of the punches' clocks, so that punches of one transaction are judged against each other as well. */
  async judge(sql: Sql, candidates: readonly Candidate[]): Promise<JudgedCandidate[]> {
    const people = await this.#identify(candidates);
    const timelines = await this.#histories.borrow(sql, needsOf(people));
    const windows = await this.#directories.windows([
      ...new Set(
        people.flatMap(({ employee, occurredAtMs }) => (employee ? [windowKey(employee, occurredAtMs)] : [])),
      ),
    ]);
    return people.toSorted(byClock).map(person => {
      const { employee, candidate } = person;
      const timeline = employee === null ? [] : (timelines.get(employee) ?? []);
      const near = employee === null ? [] : (windows.get(windowKey(employee, person.occurredAtMs)) ?? []);
      const judged = judge(person, pastOf(timeline, person), near);
      if (employee !== null) insertPunch(timeline, { ...past(person), action: judged.action });
      return { candidate, row: toRow(person, judged) };
    });
  }

  /** To be called after the commit: the next punches are judged against these. */
  keep(judged: readonly JudgedCandidate[]): void {
    const added = new Map<string, PastPunch[]>();
    for (const { row } of judged) {
      if (row.employee === null) continue;
      const punches = added.get(row.employee) ?? [];
      punches.push({ punchId: row.punchId, action: row.action, occurredAtMs: row.occurredAtMs });
      added.set(row.employee, punches);
    }
    this.#histories.keep(added);
  }

  /** The badge decides, by who held it when it was tapped; after a PIN the terminal's word, if there is such a person at the site. */
  async #identify(candidates: readonly Candidate[]): Promise<Identified[]> {
    const badges = candidates.flatMap(({ punch, terminal }) =>
      punch.credential === null ? [] : [credentialKey(terminal.site, punch.credential)],
    );
    const claimed = candidates.flatMap(({ punch }) =>
      punch.credential === null && punch.employee !== null ? [punch.employee] : [],
    );
    const byBadge = await this.#directories.holdings(badges);
    const sites = await this.#directories.employeeSites(claimed);
    return candidates.map(candidate => {
      const { punch, terminal } = candidate;
      const holder: Holder =
        punch.credential !== null
          ? holderAt(byBadge.get(credentialKey(terminal.site, punch.credential)) ?? [], tappedAtMs(candidate))
          : punch.employee !== null && sites.get(punch.employee) === terminal.site
            ? { kind: 'held', employee: punch.employee }
            : { kind: 'nobody', endedWhy: null };
      return {
        candidate,
        punchId: punch.punchId,
        action: punch.action,
        occurredAtMs: candidate.occurredAtMs,
        clockSkewMs: candidate.clockSkewMs,
        employee: holder.kind === 'held' ? holder.employee : null,
        badgeEnded: holder.kind === 'held' ? null : holder.endedWhy,
      };
    });
  }
}

type Identified = JudgedPunch & { candidate: Candidate };

function past({ punchId, action, occurredAtMs }: JudgedPunch): PastPunch {
  return { punchId, action, occurredAtMs };
}

function byClock(a: Identified, b: Identified): number {
  const sameChain = a.candidate.terminal === b.candidate.terminal && a.candidate.boot === b.candidate.boot;
  return (
    a.occurredAtMs - b.occurredAtMs ||
    (sameChain ? a.candidate.punch.sequence - b.candidate.punch.sequence : a.punchId < b.punchId ? -1 : 1)
  );
}

/** First and last instant of each person's punches. */
function needsOf(people: readonly Identified[]): Map<string, { fromMs: number; toMs: number }> {
  const needs = new Map<string, { fromMs: number; toMs: number }>();
  for (const { employee, occurredAtMs } of people) {
    if (employee === null) continue;
    const need = needs.get(employee);
    needs.set(employee, {
      fromMs: Math.min(need?.fromMs ?? occurredAtMs, occurredAtMs),
      toMs: Math.max(need?.toMs ?? occurredAtMs, occurredAtMs),
    });
  }
  return needs;
}

function toRow(person: Identified, { action, verdict }: ReturnType<typeof judge>): NewPunch {
  const { candidate } = person;
  return {
    punchId: person.punchId,
    terminal: candidate.terminal.terminal,
    boot: candidate.boot,
    sequence: candidate.punch.sequence,
    site: candidate.terminal.site,
    employee: person.employee,
    action,
    occurredAtMs: candidate.occurredAtMs,
    receivedAtMs: candidate.receivedAtMs,
    estimatedAtMs: candidate.estimatedAtMs,
    verdict,
    chainHash: candidate.chainHash,
    body: candidate.body,
  };
}
