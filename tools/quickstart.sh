#!/bin/sh
# SPDX-License-Identifier: MIT
# From a fresh checkout to a running program: install what is missing, build,
# and run the tour on SQLite, showing the SQL that it sends.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/tools/dev/common.sh"

build_rowan ()
{
    configure_in default && build_in default
}

need_packages "$packages_to_build"
say "building Rowan in build/default"
logged quickstart build_rowan

cd "$root/build/default"
say "the tour, docs/examples/tour.c, on a new file build/default/tour.db"
rm -f tour.db
ROWAN_PLUGIN_PATH=$PWD/plugins/.libs \
    docs/examples/tour "sqlite:///tour.db?echo=1" ||
    die "the tour failed; its last message says why"
say "done. Next: docs/guide/tour.md explains each line of it;"
say "sh tools/test.sh runs every test; make -C build/default install installs"
