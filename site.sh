#!/usr/bin/env bash
# Builds the site into artifacts/site: README.md and docs/ as they are, and the API of the packages from their documentation.
# A link or a reference that leads nowhere is an error.
set -euo pipefail
cd "$(dirname "$0")"

site=artifacts/site
staged=artifacts/site-source
repository=https://github.com/derp-kv/derp-kv/blob/main

rm -rf "$site" "$staged"
mkdir -p "$staged/assemblies"

# Pages lie as in the repository, so that their links hold. What else they link stays in the repository, and is linked there.
cp -r docs "$staged/docs"
cp README.md "$staged/index.md"
cp src/icon.png "$staged/icon.png"
for page in CONTRIBUTING.md CHANGELOG.md; do
  [ ! -e "$page" ] || cp "$page" "$staged/$page"
done
outside=$(ls | grep -vx 'docs\|[A-Z]*\.md' | sed 's,\.,\\.,g' | paste -s -d "|")

find "$staged" -name '*.md' -printf '%P\n' | while read -r page; do
  up=$(dirname "$page" | sed 's|^\.$||; s|[^/][^/]*|..|g; s|$|/|; s|^/$||')
  sed -E -i \
    -e "s#\]\($repository/docs/#](${up}docs/#g" \
    -e "s#\]\(${up//./\\.}README\.md#](${up}index.md#g" \
    -e "s#\]\(${up//./\\.}($outside)([/)\#])#]($repository/\1\2#g" \
    "$staged/$page"
done

cp site/toc.yml "$staged/toc.yml"
awk -f site/toc.awk docs/index.md >"$staged/docs/toc.yml"

dotnet build site/packages.proj -c Release -nologo -v quiet
for project in src/*/; do
  name=$(basename "$project")
  built=$project/bin/Release/net10.0/$name
  if [ -e "$built.xml" ]; then
    cp "$built".{dll,xml,deps.json} "$staged/assemblies/"
  elif [ "$name" = Derp.Kv.Valkey ]; then
    echo "Left out: the API of $name, which is not built (dotnet build src/$name -c Release)."
  fi
done

dotnet tool restore
dotnet docfx metadata site/docfx.json --warningsAsErrors
dotnet docfx build site/docfx.json --warningsAsErrors
echo "The site is $site/index.html. It needs a server: dotnet docfx serve $site"
