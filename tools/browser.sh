#!/bin/sh
# See to it that there is a Chromium for the tests of the pages: tools/browser.sh
set -eu

for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
    command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "there is no Chromium, which the tests of the pages need; on Debian: sudo apt-get install chromium" >&2
    exit 1
fi
echo "installing chromium, which the tests of the pages need" >&2
install="apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-noto-mono"
DEBIAN_FRONTEND=noninteractive $install >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive $install >/dev/null; }
