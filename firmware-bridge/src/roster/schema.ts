/** Bumped with every change; an older file is thrown away, since the hub's retained messages fill a new one. */
export const ROSTER_SCHEMA_VERSION = 1;

export const ROSTER_SCHEMA_SQL = `
  create table card (
    employee text primary key,
    number text not null,
    body text not null,
    heard integer not null
  ) strict;
  create index card_number on card (number);
  create table credential (
    digest text not null,
    employee text not null references card (employee) on delete cascade,
    primary key (digest, employee)
  ) strict, without rowid;
  create index credential_employee on credential (employee);
  create table presence (employee text primary key, body text not null) strict;
  pragma user_version = ${ROSTER_SCHEMA_VERSION};
`;
