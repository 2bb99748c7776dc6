#!/bin/sh
# Ask the gate: annotations, a summary and outputs, and the comment and the page as files. Its exit code is an output.
set -eu
base=${BASE:-}
if [ -z "$base" ] && [ -n "${GITHUB_BASE_REF:-}" ]; then
    base=origin/$GITHUB_BASE_REF
    # A checkout of depth 1 is the merge commit alone; the tip of the branch is all that it lacks.
    git rev-parse --quiet --verify "$base^{commit}" >/dev/null ||
        git fetch --quiet --depth=1 origin "+refs/heads/$GITHUB_BASE_REF:refs/remotes/$base"
fi
level=$FAIL_ON
[ "$level" = never ] && level=breaking
set -- --fail-on "$level" --format github --report "markdown=$RUNNER_TEMP/gate.md" --report "html=$RUNNER_TEMP/gate.html"
[ -z "$base" ] || set -- "$@" --base "$base"
[ -z "${SARIF:-}" ] || set -- "$@" --report "sarif=$SARIF"
rm -f "$RUNNER_TEMP/gate.md" "$RUNNER_TEMP/gate.html"
code=0
# Names of APIs hold no blanks.
# shellcheck disable=SC2086
harness gate "$@" -- ${API:-} || code=$?
[ "$FAIL_ON" = never ] && [ "$code" = 1 ] && code=0
echo "code=$code" >>"$GITHUB_OUTPUT"
[ ! -f "$RUNNER_TEMP/gate.html" ] || echo "page=$RUNNER_TEMP/gate.html" >>"$GITHUB_OUTPUT"
