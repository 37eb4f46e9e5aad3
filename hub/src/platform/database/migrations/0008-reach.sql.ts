/** Decisions that take two people name the accounts of both: a name can be changed, and two people may have the same. */
export const reachSchema = `
-- null: made before there were accounts
alter table unlock_request add column made_by_account uuid references account;
alter table unlock_decision add column made_by_account uuid references account;
`;
