#!/bin/sh
# Keep one comment on the pull request up to date: none where there is nothing to say, cleared when it is clean again.
set -eu
[ "${COMMENT:-}" = true ] || exit 0
[ -f "$RUNNER_TEMP/gate.md" ] || exit 0
number=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1])).get("pull_request", {}).get("number", ""))' \
    "$GITHUB_EVENT_PATH")
[ -n "$number" ] || exit 0
comments=repos/$GITHUB_REPOSITORY/issues/$number/comments
mine='.[] | select(.body | startswith("<!-- harness:gate -->")) | .id'
if ! known=$(gh api --paginate "$comments" --jq "$mine"); then
    echo "::notice title=API gate::The comments cannot be read; the summary of this run says the same."
    exit 0
fi
known=$(printf '%s\n' "$known" | head -n 1)
case "$VERDICT" in
"may be published" | "nothing new")
    [ -n "$known" ] || exit 0
    printf '<!-- harness:gate -->\nAPI gate: %s\n' "$VERDICT" >"$RUNNER_TEMP/gate.md"
    ;;
esac
if [ -n "$known" ]; then
    set -- --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known"
else
    set -- --method POST "$comments"
fi
# The token of a fork may only read: that is no reason to fail.
gh api "$@" --field "body=@$RUNNER_TEMP/gate.md" >/dev/null ||
    echo "::notice title=API gate::The comment cannot be written; the summary of this run says the same."
