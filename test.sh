#!/usr/bin/env bash
# Installs what the tests need, builds with warnings as errors, runs every test project.
# The last line is the sum of all results: "N passed, N failed, N skipped".
#   --long   also the suites that take long (DERP_KV_LONG=1)
set -euo pipefail
cd "$(dirname "$0")"

configuration=Release
results=artifacts/test-results
policy_made=''

clean_up() {
  [ -z "$policy_made" ] || as_root rm -f "$policy_made"
  local job
  for job in $(jobs -p); do
    kill "$job" $(pgrep -P "$job") 2>/dev/null || true
  done
}
trap clean_up EXIT

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'test.sh: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "installing packages needs root or sudo; or install them yourself: valkey-server (Debian 12: -t bookworm-backports), postgresql, chromium, and for --long clang and zlib1g-dev"
  fi
}

# "mirror keyring" of the first apt source of a suite; both forms of sources, the keyring empty where none is named.
apt_source_of() {
  local suite=$1 file
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -r "$file" ] || continue
    awk -v suite="$suite" '
      function flush() {
        if ((" " types " ") ~ / deb / && index(" " suites " ", " " suite " ") && (" " components " ") ~ / main / && enabled != "no" && uri != "") {
          print uri, key; done = 1; exit
        }
        types = suites = components = uri = key = enabled = ""
      }
      /^#/ { next }
      /^[[:space:]]*$/ { flush(); next }
      { name = tolower($1) }
      name == "types:" { $1 = ""; types = $0 }
      name == "suites:" { $1 = ""; suites = $0 }
      name == "components:" { $1 = ""; components = $0 }
      name == "uris:" { uri = $2 }
      name == "enabled:" { enabled = tolower($2) }
      name == "signed-by:" && $2 ~ /^\// { key = $2 }
      END { if (!done) flush() }' "$file"
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -r "$file" ] || continue
    awk -v suite="$suite" '
      $1 == "deb" {
        key = ""; line = $0
        if (match(line, /\[[^]]*\]/)) {
          options = substr(line, RSTART + 1, RLENGTH - 2)
          line = substr(line, 1, RSTART - 1) substr(line, RSTART + RLENGTH)
          if (match(options, /signed-by=[^ ]+/)) key = substr(options, RSTART + 10, RLENGTH - 10)
        }
        n = split(line, part)
        if (part[3] != suite) next
        for (i = 4; i <= n; i++) if (part[i] == "main") { print part[2], key; exit }
      }' "$file"
  done
}

# The tests start servers of their own: a package must not start its service.
keep_services_off() {
  local policy=/usr/sbin/policy-rc.d
  [ ! -e "$policy" ] || return 0
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  policy_made=$policy
  as_root chmod +x "$policy"
}

install_valkey() {
  command -v valkey-server >/dev/null && return
  local id='' version=''
  [ -r /etc/os-release ] && { id=$(. /etc/os-release; echo "${ID:-}"); version=$(. /etc/os-release; echo "${VERSION_ID:-}"); }
  [ "$id" = debian ] && [ "$version" = 12 ] ||
    fail "valkey-server is missing. Install Valkey 8 or later so that valkey-server is on the PATH (Debian 13, Ubuntu 25.04: apt-get install valkey-server; macOS: brew install valkey)."

  say "Installing valkey-server from bookworm-backports"
  if [ -z "$(apt_source_of bookworm-backports)" ]; then
    local mirror keyring
    read -r mirror keyring < <(apt_source_of bookworm) ||
      fail "no apt source of bookworm is configured, so that there is no mirror to take bookworm-backports from."
    {
      printf 'Types: deb\nURIs: %s\nSuites: bookworm-backports\nComponents: main\n' "$mirror"
      if [ -n "$keyring" ]; then printf 'Signed-By: %s\n' "$keyring"; fi
    } | as_root tee /etc/apt/sources.list.d/derp-kv-bookworm-backports.sources >/dev/null
  fi

  keep_services_off
  as_root apt-get update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -t bookworm-backports valkey-server valkey-tools
  command -v valkey-server >/dev/null || fail "the package is installed, but valkey-server is not on the PATH."
}

# Debian keeps initdb and postgres out of the PATH, in a folder for each version; the tests look there too.
has_postgresql() {
  local folder
  for folder in $(tr ':' ' ' <<<"$PATH") /usr/lib/postgresql/*/bin; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then return 0; fi
  done
  return 1
}

install_postgresql() {
  if has_postgresql; then return; fi
  command -v apt-get >/dev/null ||
    fail "PostgreSQL is missing. Install version 13 or later so that initdb and postgres are on the PATH (Debian: apt-get install postgresql; macOS: brew install postgresql)."
  say "Installing postgresql"
  keep_services_off
  as_root apt-get update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql
  has_postgresql || fail "the package is installed, but initdb and postgres are neither on the PATH nor under /usr/lib/postgresql."
}

# The browser of the tests of pages, and a font for it; on Debian from there. The shell draws nothing on a screen, and takes a quarter of the time.
install_chromium() {
  if command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null; then return; fi
  command -v apt-get >/dev/null || fail "Chromium is missing. Install it so that chromium is on the PATH (Debian: apt-get install chromium-headless-shell)."
  say "Installing chromium-headless-shell"
  as_root apt-get update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium-headless-shell fonts-dejavu-core
  command -v chromium-headless-shell >/dev/null || fail "the package is installed, but chromium-headless-shell is not on the PATH."
}

# What ahead-of-time compilation links with; on Debian and its kin from there.
install_aot_tools() {
  if command -v clang >/dev/null && [ -e /usr/include/zlib.h ]; then return; fi
  [ "$(uname)" = Linux ] || return 0
  command -v apt-get >/dev/null || fail "clang and zlib's headers are missing, which publishing ahead of time needs."
  say "Installing clang and zlib1g-dev"
  as_root apt-get update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends clang zlib1g-dev
}

# Whether the package of Valkey.Glide is to be had; says so where it is not. Any other failure to restore is one of ours.
restore_glide() {
  local log code=0 why=''
  log=$(NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT=1 timeout 60 dotnet restore "$glide" -nologo -v quiet 2>&1) || code=$?
  [ "$code" -ne 0 ] || return 0
  if [ "$code" -eq 124 ]; then why='no answer in time'
  elif grep -q 'NU110[12].*Valkey\.Glide' <<<"$log"; then why='not on the feed'
  elif grep -q 'NU1301' <<<"$log"; then why='no feed to be reached'
  else
    printf '%s\n' "$log" >&2
    fail "$glide does not restore."
  fi
  echo "Left out: Derp.Kv.Valkey and its tests, since the package Valkey.Glide does not restore here ($why)."
  return 1
}

# An attribute of a result file's first assembly element; 0 where it is missing.
result() {
  local value
  value=$(sed -n "0,/<assembly /s/.*<assembly [^>]* $2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1)
  echo "${value:-0}"
}

for argument in "$@"; do
  case $argument in
    --long) export DERP_KV_LONG=1 ;;
    *) fail "unknown argument $argument; there is only --long" ;;
  esac
done

command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing: https://dot.net/download"
install_valkey
install_postgresql
install_chromium
[ "${DERP_KV_LONG:-}" != 1 ] || install_aot_tools

# One compiler for all projects, as is the default. Where the environment turns that off, a build takes a third longer.
say "Building ($configuration, warnings as errors)"
dotnet build Derp.Kv.sln -c "$configuration" -nologo -v minimal -warnaserror -p:UseSharedCompilation=true

# The client on Valkey.Glide stands outside the solution: its package is not on every feed.
glide=tests/Derp.Kv.Valkey.Glide.Tests
glide_left_out=''
restore_glide || glide_left_out=yes
if [ -z "$glide_left_out" ]; then
  say "Building Derp.Kv.Valkey and its tests"
  dotnet build "$glide" -c "$configuration" -nologo -v minimal -warnaserror
fi

rm -rf "$results"
mkdir -p "$results"
say "Promises"
tools/promises.sh >artifacts/promises.txt || { grep -B 1 -A 3 'no test\|no promise' artifacts/promises.txt; fail "docs/promises.md and the tests differ: see artifacts/promises.txt"; }
echo "each of the $(grep -c '^[A-Z]' artifacts/promises.txt) in docs/promises.md has a test"

# Runs a test project: its name, the name of its results, and what goes before and after the command.
run() {
  local project=$1 name=$2 code=0
  "${@:4}" dotnet "tests/$project/bin/$configuration/net10.0/$project.dll" -noColor -result-xml "$results/$name.xml" $3 || code=$?
  echo "$code" >"$results/$name.code"
}

# These only compute. Most others wait, and leave them the time: these run behind the others, at the lowest priority.
races='Derp.Kv.Tests.Races*'
behind='Derp.Kv.CodeFixes.Tests Derp.Kv.Generators.Tests Derp.Kv.Tests.Races'
projects=$(echo tests/*/*.Tests.csproj)
set -f # The names of tests have stars.
run Derp.Kv.Generators.Tests Derp.Kv.Generators.Tests '' nice -n 19 >"$results/Derp.Kv.Generators.Tests.log" 2>&1 &
run Derp.Kv.Tests Derp.Kv.Tests.Races "-namespace $races" nice -n 19 >"$results/Derp.Kv.Tests.Races.log" 2>&1 &
run Derp.Kv.CodeFixes.Tests Derp.Kv.CodeFixes.Tests '' nice -n 19 >"$results/Derp.Kv.CodeFixes.Tests.log" 2>&1 &

passed=0 failed=0 skipped=0
count() {
  local name=$1 file=$results/$1.xml code project_passed project_failed
  code=$(cat "$results/$name.code")
  if [ ! -s "$file" ]; then
    echo "$name ended with code $code and left no results."
    failed=$((failed + 1))
    return
  fi
  project_passed=$(result "$file" passed)
  project_failed=$(( $(result "$file" failed) + $(result "$file" errors) ))
  if [ "$project_failed" -eq 0 ] && [ "$code" -ne 0 ]; then
    echo "$name ended with code $code."
    project_failed=1
  elif [ "$project_failed" -eq 0 ] && [ "$project_passed" -eq 0 ]; then
    echo "$name ran no tests."
    project_failed=1
  fi
  passed=$((passed + project_passed))
  failed=$((failed + project_failed))
  skipped=$(( skipped + $(result "$file" skipped) + $(result "$file" not-run) ))
}

for project in $projects; do
  name=$(basename "$project" .csproj)
  [[ " $behind " != *" $name "* ]] || continue
  [ "$name" != "$(basename "$glide")" ] || [ -z "$glide_left_out" ] || continue
  say "$name"
  arguments=''
  [ "$name" != Derp.Kv.Tests ] || arguments="-namespace- $races"
  run "$name" "$name" "$arguments"
  count "$name"
done

wait
for name in $behind; do
  say "$name"
  cat "$results/$name.log"
  count "$name"
done

say "Results of all projects"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
