import { AuditTrail } from '../audit/data.ts';
import { CorrectionsRepository } from '../corrections/data.ts';
import type { EventLog } from '../event-log/index.ts';
import type { Database } from '../platform/database/database.ts';
import { PunchesRepository } from '../punches/data.ts';
import { SchedulingRepository } from '../scheduling/data.ts';
import { FactPeople } from './facts/fact-people.ts';
import { FactsLoader } from './facts/facts-loader.ts';
import { FactsReader } from './facts/facts-reader.ts';
import { AssignmentRepository } from './policies/assignment.repository.ts';
import { AssignmentService } from './policies/assignment.service.ts';
import { AssignmentCheck } from './policies/assignment-check.ts';
import { LockedDates } from './policies/locked-dates.ts';
import { PolicyRepository } from './policies/policy.repository.ts';
import { PolicyService } from './policies/policy.service.ts';
import { PolicyDirectory } from './policies/policy-directory.ts';
import { DueQueue } from './sheets/due-queue.ts';

/** What reads facts, put together without a hub: for a process that derives hours and serves nobody. */
export function openTimesheets(): { facts: FactsLoader; policies: PolicyDirectory; due: DueQueue } {
  const policies = new PolicyDirectory(new AssignmentRepository(), new PolicyRepository());
  const reader = new FactsReader(
    new PunchesRepository(),
    new CorrectionsRepository(),
    new SchedulingRepository(),
  );
  return { facts: new FactsLoader(new FactPeople(), policies, reader), policies, due: new DueQueue() };
}

/** What keeps policies, put together without a hub. */
export function openPolicies(
  database: Database,
  events: EventLog,
): { policies: PolicyService; assignments: AssignmentService } {
  const stored = new PolicyRepository();
  const trail = new AuditTrail();
  const assigned = new AssignmentRepository();
  const check = new AssignmentCheck(assigned, stored, new LockedDates());
  return {
    policies: new PolicyService(database, stored, trail),
    assignments: new AssignmentService(database, assigned, check, events, trail),
  };
}
