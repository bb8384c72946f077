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

# Programs outside the tree, without libtool and with it.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make DESTDIR="$work" install >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
prefix=$work$(sed -n 's/^prefix = //p' Makefile)
plugindir=$prefix/lib/rowan/plugins
cd "$work"
cc -std=c11 -I"$prefix/include" "$root/tests/install/static.c" \
    "$plugindir/sqlite.a" -L"$prefix/lib" -lrowan -lltdl -pthread \
    $(pkg-config --libs sqlite3) -o without
[ "$(./without)" = created ]
echo "ok   a program carries a plugin that it registers"
"$root/build/static/libtool" --silent --mode=compile cc -std=c11 \
    -I"$prefix/include" -c "$root/docs/examples/tour.c" -o tour.o
"$root/build/static/libtool" --silent --mode=link cc tour.o -o with \
    "$prefix/lib/librowan.la" -dlpreopen "$plugindir/sqlite.la"
env -u ROWAN_PLUGIN_PATH ./with sqlite:///with.db
echo "ok   libtool puts a plugin into a program"
echo "3 passed, 0 failed, 0 skipped"
