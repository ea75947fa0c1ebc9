#!/bin/sh
# What the tests need besides Python: a Chromium and a PostgreSQL server. Installs them with apt where it may.
set -u
wanted=""
for browser in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$browser" >/dev/null 2>&1 && found=1 && break
done
# The fonts carry Cyrillic and Greek: without any, a browser draws boxes and measures nonsense.
[ -n "${found:-}" ] || wanted="chromium fonts-dejavu-core fonts-liberation"
ls /usr/lib/*/libatomic.so.1 /usr/lib/libatomic.so.1 /lib/libatomic.so.1 2>/dev/null | grep -q . || wanted="$wanted libatomic1" # Playwright's driver
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || wanted="$wanted postgresql"
[ -z "$wanted" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted && exit 0
fi
echo "The tests need:$wanted. Please install (Debian, Ubuntu: sudo apt-get install $wanted) and run make test again." >&2
exit 1
