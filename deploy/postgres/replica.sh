#!/bin/bash
# Starts the streaming replica. An empty data folder is filled from the primary first; a half-made clone is thrown away and
# made anew. To clone again on purpose: stop the service and remove its volume.
set -euo pipefail
secrets=${SECRETS_DIR:-/run/secrets}
: "${PGDATA:?}" "${PRIMARY_HOST:?}"

# The clone's settings name this file, so it is written at every start. Temporary storage: it is gone with the container.
export PGPASSFILE=/tmp/replicator.pgpass
umask 077
printf '*:*:*:tapclock_replicator:%s\n' "$(cat "$secrets/postgres_replicator")" > "$PGPASSFILE"

if [ ! -f "$PGDATA/standby.signal" ]; then
  if [ -f "$PGDATA/PG_VERSION" ]; then
    # A finished clone that lost its standby.signal was promoted: it may hold the only copy of the newest rows.
    echo 'replica: this data folder is no standby (promoted?); remove its volume to clone it anew' >&2
    exit 1
  fi
  clone="$PGDATA.clone"
  rm -rf "$clone"
  mkdir -p "$(dirname "$clone")"
  echo "replica: cloning $PRIMARY_HOST" >&2
  pg_basebackup --host "$PRIMARY_HOST" --port "${PRIMARY_PORT:-5432}" --username tapclock_replicator --no-password \
    --pgdata "$clone" --wal-method stream --slot tapclock_replica --write-recovery-conf --checkpoint fast
  rmdir "$PGDATA" 2> /dev/null || true
  mv "$clone" "$PGDATA"
fi
exec "$@"
