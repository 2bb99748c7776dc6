#!/bin/sh
# Render the example reports: tools/examples.sh HARNESS FOLDER
set -eu
harness=$1
folder=$2

# 2026-07-01, so that the pages say the same on every day.
SOURCE_DATE_EPOCH=1782864000
export SOURCE_DATE_EPOCH

"$harness" --quiet history sensay --no-store --format html --output "$folder/sensay"
