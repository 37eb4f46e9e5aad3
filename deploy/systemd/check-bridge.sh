#!/bin/sh
# Asks /health three times, 5 s apart, and restarts the bridge when none is answered. Any HTTP answer counts: a terminal that says
# "journal failed" or "offline" is looking after itself, and a restart would not mend it. Node cannot send systemd's own
# watchdog datagrams without a native module, hence this.
set -eu
address=${TAPCLOCK_HEALTH_URL:-http://127.0.0.1:8090/health}
restart=${TAPCLOCK_RESTART:-systemctl restart tapclock-bridge.service}

systemctl is-active --quiet tapclock-bridge.service || exit 0
for attempt in 1 2 3; do
  if curl --silent --output /dev/null --max-time 3 "$address"; then exit 0; fi
  [ "$attempt" = 3 ] || sleep 5
done
echo 'the bridge does not answer; restarting it' >&2
exec $restart
