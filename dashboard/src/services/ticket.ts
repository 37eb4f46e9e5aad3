import { Ticket } from '@tapclock/contracts';

/** The ticket of a link, `/register#ticket=…`: what stands behind the # is never sent to a server. Null where there is none. */
export function ticketOf(hash: string): string | null {
  const ticket = Ticket.safeParse(new URLSearchParams(hash.replace(/^#/, '')).get('ticket'));
  return ticket.success ? ticket.data : null;
}

/** The link that an administrator hands over. */
export function linkWithTicket(origin: string, page: '/register' | '/password', ticket: string): string {
  return `${origin}${page}#ticket=${ticket}`;
}
