import type { ExceptionEvent, NotificationSubject, RequestEvent } from '@tapclock/contracts';
import type { LogEvent } from '../event-log/index.ts';
import { CONSEQUENCE_TOLD_MAX, DEVICE_CONSEQUENCE_TOLD_MAX } from './domain/kinds.ts';
import type { Notice } from './domain/notice.ts';

/** Who hears of an event, and of what. */
export function noticesOf(event: LogEvent): Notice[] {
  const from = { source: `event:${event.position}`, site: event.site };
  switch (event.kind) {
    case 'exception.changed':
      return ofException(event.payload, from);
    case 'request.changed':
      return ofRequest(event.payload, from);
    case 'schedule.published': {
      const { publication, employees, from: first, to } = event.payload;
      const about = { publication, from: first, to };
      return [{ ...from, kind: 'schedule-published', about, to: { who: 'people', employees } }];
    }
    case 'period.changed': {
      const { group, from: first, change } = event.payload;
      // Approving is everyday work; what becomes of the whole period is news.
      if (change === 'approved' || change === 'withdrawn') return [];
      const about = { group, from: first, state: change };
      return [{ ...from, kind: 'period-changed', about, to: { who: 'role', role: 'hr' } }];
    }
    default:
      return [];
  }
}

type From = Pick<Notice, 'source' | 'site'>;

function ofException(event: ExceptionEvent, from: From): Notice[] {
  const { exception, category, employee, terminal, date, what, state } = event;
  const about: NotificationSubject = {
    exception,
    what: category,
    ...(employee === null ? {} : { employee }),
    ...(terminal === null ? {} : { terminal }),
    ...(date === null ? {} : { from: date, to: date }),
  };
  if (what === 'asked' && employee !== null)
    return [{ ...from, kind: 'question-asked', about, to: { who: 'people', employees: [employee] } }];
  if (what === 'escalated') return escalated(event, { ...from, about });
  const isNews = state === 'open' && (what === 'noticed' || what === 'noticed-again' || what === 'reopened');
  return isNews ? opened(event, { ...from, about }) : [];
}

function opened(
  { category, consequence, employee }: ExceptionEvent,
  told: From & Pick<Notice, 'about'>,
): Notice[] {
  if (category === 'coverage' && told.site !== null)
    return [{ ...told, kind: 'understaffed', to: { who: 'leaders-at', site: told.site } }];
  if (employee !== null) {
    if (consequence > CONSEQUENCE_TOLD_MAX) return [];
    return [{ ...told, kind: 'exception-open', to: { who: 'leaders-of', employees: [employee] } }];
  }
  return isOfTerminal(category) && consequence <= DEVICE_CONSEQUENCE_TOLD_MAX
    ? [{ ...told, kind: 'device-problem', to: { who: 'role', role: 'admin' } }]
    : [];
}

/** Those whose it is hear of it again, and those above them; of terminals their administrators. */
function escalated({ employee, category }: ExceptionEvent, told: From & Pick<Notice, 'about'>): Notice[] {
  const kind = 'exception-escalated';
  const above: Notice = {
    ...told,
    kind,
    to: { who: 'role', role: 'hr', except: employee === null ? [] : [employee] },
  };
  if (employee !== null) return [{ ...told, kind, to: { who: 'leaders-of', employees: [employee] } }, above];
  return [isOfTerminal(category) ? { ...told, kind, to: { who: 'role', role: 'admin' } } : above];
}

function isOfTerminal(category: ExceptionEvent['category']): boolean {
  return category === 'device' || category === 'clock';
}

function ofRequest(
  { request, kind, state, employee, others, taker, from: first, to }: RequestEvent,
  from: From,
): Notice[] {
  const about: NotificationSubject = { request, what: kind, state, from: first, to };
  const told = { ...from, about };
  switch (state) {
    case 'offered':
      return [{ ...told, kind: 'shift-offered', to: { who: 'people', employees: others } }];
    case 'asked':
      return [
        {
          ...told,
          about: { ...about, employee },
          kind: 'request-to-decide',
          to: { who: 'leaders-of', employees: taker === undefined ? [employee] : [employee, taker] },
        },
      ];
    case 'granted':
    case 'refused':
    case 'expired': {
      const decided = kind === 'statement' ? 'statement-decided' : 'request-decided';
      const concerned = state === 'expired' ? [employee] : [employee, ...others];
      return [{ ...told, kind: decided, to: { who: 'people', employees: concerned } }];
    }
    case 'withdrawn':
      return [];
  }
}
