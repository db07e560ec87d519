#!/usr/bin/env bash
# Builds the site into artifacts/site: README.md and docs/ as they are, and the API of the packages from their XML documentation.
# A link or a reference that leads nowhere is an error.
set -euo pipefail
cd "$(dirname "$0")"

site=artifacts/site
staged=artifacts/site-source
repository=https://github.com/derp-kv/derp-kv/blob/main

rm -rf "$site" "$staged"
mkdir -p "$staged/assemblies"

# Pages lie as in the repository, so that their links to each other hold; the README is the start page. A link to anything else leads
# to the repository, and a link that names a page there, as pages do that are also in a package, leads to the page here.
cp -r docs "$staged/docs"
cp src/icon.png "$staged/icon.png"
elsewhere=$(ls | grep -vx 'docs\|.*\.md' | sed 's/\./\\./g' | paste -s -d '|' -)
for page in *.md $(find docs -name '*.md'); do
  slashes=${page//[^\/]/}
  up=${slashes//\//../}
  from_here=${up//./\\.}
  sed -E \
    -e "s#\]\(${from_here}($elsewhere)([/)\#])#]($repository/\1\2#g" \
    -e "s#\]\($repository/(docs/|[A-Z]+\.md)#](${up}\1#g" \
    -e "s#\]\(${from_here}README\.md#](${up}index.md#g" \
    "$page" >"$staged/${page/#README.md/index.md}"
done

cp site/toc.yml "$staged/toc.yml"
awk -f site/toc.awk docs/index.md >"$staged/docs/toc.yml"

dotnet build site/packages.proj -c Release -nologo -v quiet
for project in src/*/; do
  name=$(basename "$project")
  built=src/$name/bin/Release/net10.0/$name
  if [ -e "$built.xml" ]; then
    cp "$built".{dll,xml,deps.json} "$staged/assemblies/"
  elif [ "$name" = Derp.Kv.Valkey ]; then
    echo "Left out: the API of $name, which has not been built (dotnet build src/$name -c Release)."
  fi
done

dotnet tool restore
dotnet docfx metadata site/docfx.json --warningsAsErrors
dotnet docfx build site/docfx.json --warningsAsErrors
echo "To look at it: dotnet docfx serve $site"
