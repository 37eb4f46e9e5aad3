/** Dates of birth, which rules for young people follow from. `__APP_ROLE__` as in 0001. */
export const birthDatesSchema = `
-- apart from master data, which lists, boards and kiosks read: whoever wants a date of birth must name this table. No row: not known --
create table birth_date (
  employee_id uuid primary key references employee on delete cascade,
  born_on date not null check (born_on >= '1900-01-01')
);
grant select, insert, update, delete on birth_date to __APP_ROLE__;
`;
