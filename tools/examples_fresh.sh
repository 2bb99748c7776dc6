#!/bin/sh
# Check that the example reports are what harness renders: tools/examples_fresh.sh HARNESS FOLDER
set -eu
harness=$1
folder=$2

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
sh tools/examples.sh "$harness" "$fresh"
if ! diff -rq "$folder" "$fresh"; then
    echo "the examples are stale; render them with: make examples" >&2
    exit 1
fi
