#!/bin/sh
# Install harness from the repository that this action belongs to, never by its name.
set -eu
root=$(cd "$GITHUB_ACTION_PATH/../../.." && pwd)
python3 -m venv "$RUNNER_TEMP/harness-gate"
"$RUNNER_TEMP/harness-gate/bin/pip" install --quiet --constraint "$root/constraints.txt" "$root"
echo "$RUNNER_TEMP/harness-gate/bin" >>"$GITHUB_PATH"
