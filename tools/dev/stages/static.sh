#!/bin/sh
# SPDX-License-Identifier: MIT
# the library without shared objects: plugins linked into the program
set -eu
root=$1
. "$root/tools/dev/common.sh"

configure_in static --disable-shared
build_in static
check_in static

# The tour with no file to load a plugin from.
cd "$root/build/static"
if find . -name '*.so' | grep .; then
    echo "FAIL a build without shared objects has made some"
    exit 1
fi
rm -f tour.db
env -u ROWAN_PLUGIN_PATH docs/examples/tour sqlite:///tour.db
[ "$(sqlite3 tour.db 'SELECT count(*) FROM users')" = 1 ]
echo "ok   the tour runs with the plugin inside"
echo "1 passed, 0 failed, 0 skipped"
