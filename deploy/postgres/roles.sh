#!/bin/bash
# Runs once, on an empty data folder, as the image's init step: roles, database, replication slot. Passwords come from
# /run/secrets; nothing here has a default. Same roles as the embedded servers of `npm start`.
set -euo pipefail
secrets=${SECRETS_DIR:-/run/secrets}

# psql reads the passwords from its own variables: they appear in no argument list and in no log.
psql --no-psqlrc -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<SQL
\\set owner \`cat "$secrets/postgres_owner"\`
\\set app \`cat "$secrets/postgres_app"\`
\\set replicator \`cat "$secrets/postgres_replicator"\`
set password_encryption = 'scram-sha-256';
set log_statement = 'none';
create role tapclock_owner login password :'owner';
create role tapclock_app login password :'app';
create role tapclock_replicator login replication password :'replicator';
create database tapclock owner tapclock_owner;
revoke all on database tapclock from public;
grant connect on database tapclock to tapclock_app;
select pg_create_physical_replication_slot('tapclock_replica', true);
SQL

# The image allows ordinary logins from anywhere on the internal network with scram; replication needs its own line.
printf 'host replication tapclock_replicator all scram-sha-256\n' >> "$PGDATA/pg_hba.conf"
