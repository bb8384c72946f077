#!/bin/sh
# SPDX-License-Identifier: MIT
# Tests under locales that are not English: to a Turkish program the decimal
# point is a comma and "i" is not the small "I", to a Pashto one the point has
# two bytes. Values, SQL and messages must not notice.
set -u
build=${ROWAN_TEST_BUILDDIR:?the folder of the tests that were built}
LOCPATH=$(mktemp -d) || exit 1
export LOCPATH
trap 'rm -rf "$LOCPATH"' EXIT
trap 'exit 1' HUP INT TERM
# The C library keeps the words of LOCPATH: no leak of ours.
echo 'leak:__argz_add_sep' >"$LOCPATH/lsan"
LSAN_OPTIONS=suppressions=$LOCPATH/lsan:print_suppressions=0
export LSAN_OPTIONS
failed=0

# in_locale NAME PROGRAM [PATTERN]: its tests, if it was built.
in_locale ()
{
    [ -x "$build/$2" ] || return 0
    echo "--- $2 in $1"
    LC_ALL=$1 "$build/$2" --match "${3:-*}" || failed=1
}

for name in tr_TR ps_AF; do
    if ! localedef -i $name -f UTF-8 "$LOCPATH/$name.UTF-8" 2>/dev/null; then
        echo "skip $name: the package locales"
        echo "0 passed, 0 failed, 1 skipped"
        continue
    fi
    in_locale $name.UTF-8 unit/unit
    in_locale $name.UTF-8 unit/plugins/sqlite
    in_locale $name.UTF-8 unit/plugins/postgresql/postgresql '*/test_[stv]*'
    in_locale $name.UTF-8 unit/plugins/mysql/mysql '*/test_[stv]*'
    in_locale $name.UTF-8 integration/orm/orm
done
exit $failed
