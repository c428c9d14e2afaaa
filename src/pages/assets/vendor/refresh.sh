#!/usr/bin/env bash
# Fetches the front-end files from their npm packages, takes the foreign brand out, and writes SHA256SUMS.
# Run it after changing a version; commit what it makes. Needs npm, tar, sed and sha256sum.
set -euo pipefail
cd "$(dirname "$0")"

GOVUK=6.6.0
HTMX=2.0.11
AUTOCOMPLETE=3.0.1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() {
    (cd "$work" && npm pack --silent "$1@$2" >/dev/null && mkdir "$1" && tar xzf "$1-$2.tgz" -C "$1" --strip-components=1)
}
fetch govuk-frontend "$GOVUK"
fetch htmx.org "$HTMX"
fetch accessible-autocomplete "$AUTOCOMPLETE"

# The font and the crest are the British government's: without them only the shapes of the components stay.
sed -E \
    -e 's/@font-face\{[^}]*\}//g' \
    -e 's/GDS Transport,arial,sans-serif/var(--family)/g' \
    -e 's/[^{}]*\{[^{}]*govuk-crest[^{}]*\}//g' \
    -e '/^\/\*# sourceMappingURL/d' \
    "$work/govuk-frontend/dist/govuk/govuk-frontend.min.css" >govuk-frontend.css
sed -e '/^\/\/# sourceMappingURL/d' "$work/govuk-frontend/dist/govuk/govuk-frontend.min.js" >govuk-frontend.js
cp "$work/htmx.org/dist/htmx.min.js" htmx.js
cp "$work/htmx.org/LICENSE" htmx.LICENSE
sed -e '/^\/\/# sourceMappingURL/d' "$work/accessible-autocomplete/dist/accessible-autocomplete.min.js" >accessible-autocomplete.js
sed -E -e '/^\/\*# sourceMappingURL/d' -e 's/\/\*# sourceMappingURL[^*]*\*\///' \
    "$work/accessible-autocomplete/dist/accessible-autocomplete.min.css" >accessible-autocomplete.css
cp "$work/accessible-autocomplete/LICENSE.txt" accessible-autocomplete.LICENSE

if grep -q -E 'GDS Transport|crest|/assets/' govuk-frontend.css; then
    echo 'the brand of govuk-frontend is still in its styles' >&2
    exit 1
fi
cat >VERSIONS <<EOF
govuk-frontend $GOVUK MIT
htmx.org $HTMX 0BSD
accessible-autocomplete $AUTOCOMPLETE MIT
EOF
sha256sum ./*.css ./*.js ./*.LICENSE VERSIONS >SHA256SUMS
