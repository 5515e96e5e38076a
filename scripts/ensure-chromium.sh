#!/usr/bin/env bash
# The browser tests run in the system's Chromium. Installs Debian's package where that is possible, else says what to do.
set -euo pipefail
chromium="${CHROMIUM:-/usr/bin/chromium}"
if [ -x "$chromium" ]; then exit 0; fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium
  exit 0
fi
echo "Chromium: expected a browser at $chromium, got none. Install it (Debian: apt-get install chromium) or set CHROMIUM to its path." >&2
exit 1
