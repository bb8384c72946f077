#!/bin/sh
# SPDX-License-Identifier: MIT
# networks and servers that fail: cuts, black holes, kills, slices
set -eu
root=$1
. "$root/tools/dev/common.sh"

configure_in gcc --enable-werror
build_in gcc all tests/fault/network/network tests/integration/orm/orm

# What a program that died has left running is stopped here.
TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/rowan-faults.XXXXXX")
export TMPDIR
clean_up ()
{
    for name in postgresql mariadb; do
        for folder in "$TMPDIR"/rowan-*/"server-$name"; do
            [ ! -d "$folder" ] ||
                sh "$root/tests/support/server-$name.sh" stop "$folder" || :
        done
    done
    rm -rf "$TMPDIR"
}
trap clean_up EXIT
# The server of PostgreSQL runs as another user when this one is root.
chmod 711 "$TMPDIR"

ROWAN_PLUGIN_PATH=$build/plugins/.libs ROWAN_TEST_SRCDIR=$root/tests \
    ROWAN_TEST_BUILDDIR=$build/tests "$build/tests/fault/network/network"
