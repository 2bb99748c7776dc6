#!/bin/sh
# The main job on real documents: tools/demo.sh HARNESS
set -eu
harness=$1
folder=reports/demo

"$harness" changelog sensay --from 2025-03-28 --to 2025-06-16 --order descending
printf '\nWhat of it breaks clients, and how they see it:\n\n'
"$harness" diff sensay@2025-03-28 sensay@2025-06-16 --rules contract --level breaking --operation 'GET /v1/replicas'
printf '\nMay it be published under its version? The gate says no, with 1:\n\n'
"$harness" gate --from sensay@2025-03-28 --to sensay@2025-06-16 --fail-on breaking:every >"$folder.gate" || code=$?
head -n 12 "$folder.gate"
tail -n 2 "$folder.gate"
rm "$folder.gate"
test "${code:-0}" = 1
mkdir -p "$folder"
"$harness" --quiet history sensay --format html --output "$folder"
printf '\nBoth for the whole API, and its history, as pages: %s/history.html\n' "$folder"
printf '\nThe API served at both dates at once, and the same replica read from it:\n\n'
"${harness%/*}/python" "$(dirname "$0")/demo_mock.py"
printf '\nIs it served as every version says? A run of seconds, over the users of the mock:\n\n'
"$harness" --quiet conform sensay --mock --phase none --path '/v1/users*' --report "html=$folder/conformance.html"
