#!/bin/sh
# Chromium as a screen: one page, full screen, no gestures that leave it, no dialog, no sound permission to ask for.
# The profile keeps only the installed page (service worker), so that the shell opens while the bridge restarts.
set -eu
profile=${CACHE_DIRECTORY:-$HOME/profile}
mkdir -p "$profile"
# A crash leaves a mark that opens a "restore pages" bubble; remove the mark.
if [ -f "$profile/Default/Preferences" ]; then
  sed -i 's/"exit_type":"[^"]*"/"exit_type":"Normal"/; s/"exited_cleanly":false/"exited_cleanly":true/' "$profile/Default/Preferences"
fi
exec chromium --kiosk --ozone-platform=wayland --user-data-dir="$profile" \
  --no-first-run --noerrdialogs --disable-infobars --disable-session-crashed-bubble --hide-crash-restore-bubble \
  --disable-features=Translate,OverscrollHistoryNavigation --overscroll-history-navigation=0 --disable-pinch \
  --autoplay-policy=no-user-gesture-required --check-for-update-interval=31536000 --disable-component-update \
  --password-store=basic "${KIOSK_URL:-http://127.0.0.1:8090/}"
