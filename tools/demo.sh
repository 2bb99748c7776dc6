#!/bin/sh
# The main job on real documents: tools/demo.sh HARNESS
set -eu
harness=$1
page=reports/demo/sensay-2025-06-16.html

"$harness" changelog sensay --from 2025-03-28 --to 2025-06-16 --order descending
mkdir -p reports/demo
"$harness" changelog sensay --from 2025-03-28 --to 2025-06-16 --order descending --format html --output "$page"
printf '\nThe same as a page: %s\n' "$page"
