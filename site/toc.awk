# The table of contents of the site from docs/index.md: a part for each heading, and in it each page at its first link.
# A link to a heading of a page is left out: the page has a link of its own.
BEGIN { print "- name: All pages\n  href: index.md" }

/^## / { part = substr($0, 4) }

{
  rest = $0
  while (match(rest, /\[[^]]*\]\([^)#:]*\.md\)/)) {
    split(substr(rest, RSTART + 1, RLENGTH - 2), link, /\]\(/)
    rest = substr(rest, RSTART + RLENGTH)
    if (link[2] in seen) continue
    seen[link[2]] = 1
    if (part != "") print "- name: \"" part "\"\n  items:"
    part = ""
    print "  - name: \"" link[1] "\"\n    href: " link[2]
  }
}
