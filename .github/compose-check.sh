#!/usr/bin/env bash
# What action.yml runs: lint, then the policies of each project. The exit code is the worst: 1 before 2 before 0.
set -uo pipefail
engine=${ENGINE:+--engine $ENGINE}
worst=0
keep() { if [ "$1" = 1 ] || { [ "$1" != 0 ] && [ "$worst" = 0 ]; }; then worst=$1; fi; }
if [ "${LINT:-}" != none ]; then
    # shellcheck disable=SC2086  # lists of words
    if [ -n "${SARIF:-}" ]; then
        dockernet-sim lint $FILES $engine ${LINT:-} --format sarif >"$SARIF"
    fi
    # shellcheck disable=SC2086
    dockernet-sim lint $FILES $engine ${LINT:-}
    keep $?
fi
if [ "${POLICY:-}" != none ]; then
    for file in $FILES; do
        folder=$file
        [ -d "$file" ] || folder=$(dirname "$file")
        policy=${POLICY:-$folder/reach.yaml}
        [ -e "$policy" ] || continue
        # shellcheck disable=SC2086
        dockernet-sim check "$file" --policy "$policy" $engine
        keep $?
    done
fi
exit "$worst"
