#!/bin/sh
# The main job from end to end, in a journal that is thrown away: write a reflection down from a
# filled form, find it again, and print the summary. `make run` does this without a terminal.
set -eu

docs=$(dirname "$0")
REFLECT_JOURNAL=$(mktemp -d)
export REFLECT_JOURNAL
trap 'rm -rf "$REFLECT_JOURNAL"' EXIT

step() {
  printf '\n\n%s\n\n' "$1"
  shift
  printf '    $'
  printf ' %s' "$@"
  printf '\n\n'
  # Messages go to stderr; here they are part of what is shown.
  "$@" 2>&1
}

echo "reflect, without a terminal: the worked example, in a throw-away journal."
step "1. Write it down: a filled form, no questions asked." reflect new --from "$docs/example.md"
step "2. Find it again, by what one remembers of it." reflect search promised date
step "3. Hand it on: the Markdown summary." reflect export
printf '\n\nOn a terminal, "make run" asks the questions itself; so does "reflect new".\n'
