/** What is asked for seldom, and must not take longer with every month. */
export const speedSchema = `
-- all events about one person, who asks for everything that is kept of them
create index event_log_key on event_log (key);
`;
