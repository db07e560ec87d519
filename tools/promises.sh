#!/usr/bin/env bash
# Prints the table promise → tests. A test proves a promise when its name holds the number (C18_…) or a comment right
# before it, in it, or before its class does. Ends with 1 when a promise of docs/promises.md has no test, or a test names one that is not there.
set -euo pipefail
cd "$(dirname "$0")/.."

promises=$(sed -n 's/^- \*\*\([A-Z][0-9]*\)\.\*\*.*/\1/p' docs/promises.md)

tests=$(find tests -name '*.cs' -not -path '*/obj/*' -not -path '*/bin/*' -print0 | sort -z | xargs -0 awk '
  function collect(text, into,   id) {
    gsub(/[^A-Za-z0-9]/, " ", text)
    n = split(text, word, " ")
    for (i = 1; i <= n; i++) if (word[i] ~ /^[CIRKGWNSBFHL][0-9]+$/) into[word[i]] = 1
  }
  function flush(   id) { if (test != "") for (id in found) print id "\t" file "\t" test; test = ""; delete found }
  FNR == 1 { flush(); delete before; delete class; fact = 0; file = FILENAME; sub(/^.*\//, "", file); sub(/\.cs$/, "", file) }
  /^        .*\/\// && test != "" { line = $0; sub(/^[^\/]*\/\//, "", line); collect(line, found) }
  /^\/\// { collect($0, class) }
  /^    \/\// { collect($0, before) }
  /^ *\[(Fact|Theory)/ { flush(); fact = 1 }
  /^ *public .*\(/ && fact {
    test = $0; sub(/\(.*/, "", test); sub(/^.* /, "", test); fact = 0
    collect(test, found); for (id in before) found[id] = 1; for (id in class) found[id] = 1; delete before
  }
  /^    }/ { flush(); delete before }
  END { flush() }
')

missing=0
for promise in $promises; do
  mapfile -t proofs < <(awk -F '\t' -v id="$promise" '$1 == id { print $2 ": " $3 }' <<<"$tests" | sort -u)
  printf '%s (%d)\n' "$promise" "${#proofs[@]}"
  if [ ${#proofs[@]} -eq 0 ]; then
    echo "    no test"
    missing=1
  else
    printf '    %s\n' "${proofs[@]}"
  fi
done

while read -r unknown; do
  [ -n "$unknown" ] || continue
  echo "$unknown is named by a test and is no promise:"
  awk -F '\t' -v id="$unknown" '$1 == id { print "    " $2 ": " $3 }' <<<"$tests"
  missing=1
done < <(comm -13 <(sort -u <<<"$promises") <(cut -f 1 <<<"$tests" | sort -u))

exit "$missing"
