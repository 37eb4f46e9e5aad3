import { expect, it } from '@jest/globals';
import { linkWithTicket, ticketOf } from './ticket.ts';

const TICKET = 'abcdefghij_KLMNOPQRST-0123456789';

it('a ticket is found in the link that was handed over', () => {
  const link = linkWithTicket('https://clock.example', '/register', TICKET);
  expect(link).toBe(`https://clock.example/register#ticket=${TICKET}`);
  expect(ticketOf(new URL(link).hash)).toBe(TICKET);
});

it('a link that was cut off has none', () => {
  expect(['', '#', '#ticket=', '#ticket=short', '#other=1'].map(ticketOf)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});
