import { WEBHOOK_PEOPLE_MAX, WebhookEventType, type WebhookMessage } from '@tapclock/contracts';
import type { LogEvent } from '../event-log/index.ts';

/** An event as systems outside are told of it; null: they are not. Names of whoever did it stay inside. */
export function messageOf(event: LogEvent): WebhookMessage | null {
  const about = {
    id: `evt_${event.position}`,
    version: 1 as const,
    time: event.recordedAt,
    site: event.site,
  };
  switch (event.kind) {
    case 'punch.recorded': {
      const { punchId, terminal, employee, action, occurredAt, receivedAt, state, findings } = event.payload;
      const codes = findings.map(({ code }) => code);
      const data = { punchId, terminal, employee, action, occurredAt, receivedAt, state, findings: codes };
      return { ...about, type: event.kind, data };
    }
    case 'exception.changed': {
      const { by: _, ...data } = event.payload;
      return { ...about, type: event.kind, data };
    }
    case 'schedule.published': {
      const { by: _, employees, ...data } = event.payload;
      return { ...about, type: event.kind, data: { ...data, employees: named(employees) } };
    }
    case 'request.changed': {
      const { by: _, others, ...data } = event.payload;
      return { ...about, type: event.kind, data: { ...data, others: named(others) } };
    }
    case 'period.changed': {
      const { by: _, employees, ...data } = event.payload;
      return { ...about, type: event.kind, data: { ...data, employees: namedOrAnybody(employees) } };
    }
    case 'people.changed':
      return { ...about, type: event.kind, data: { employees: namedOrAnybody(event.payload.employees) } };
    case 'correction.made':
      return { ...about, type: event.kind, data: event.payload };
    case 'attestation.changed':
      return { ...about, type: event.kind, data: event.payload };
    case 'task.changed':
      return { ...about, type: event.kind, data: event.payload };
    case 'terminal.changed':
      return { ...about, type: event.kind, data: event.payload };
    case 'schedule.changed':
    case 'policy.changed':
    case 'findings.changed':
      return null;
  }
}

/** Whether systems outside can be told of events of this kind. */
export function isTold(kind: string): kind is WebhookEventType {
  return WebhookEventType.safeParse(kind).success;
}

function named(employees: readonly string[]): string[] | null {
  return employees.length > WEBHOOK_PEOPLE_MAX ? null : [...employees];
}

/** In these events an empty list means that it may be anybody. */
function namedOrAnybody(employees: readonly string[]): string[] | null {
  return employees.length === 0 ? null : named(employees);
}
