#!/bin/sh
# SPDX-License-Identifier: MIT
# Run a test program on a database server of its own.
#
#   with-server.sh postgresql|pgbouncer|mariadb PROGRAM ARGUMENT...
#
# The program gets the server's URL, and ROWAN_TEST_OPTIONS after it, in
# ROWAN_TEST_URL. Where there is no server to start, that is one test skipped.
set -u
backend=$1
shift
script=$(dirname "$0")/server-$backend.sh
folder=$(mktemp -d) || exit 1
status=0
ROWAN_TEST_URL=$(sh "$script" start "$folder/server" 2>"$folder/log") ||
    status=$?
if [ "$status" = 77 ]; then
    rm -rf "$folder"
    echo "skip ${1##*/} on $backend: no $backend server here"
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
fi
if [ "$status" != 0 ]; then
    cat "$folder/log"
    rm -rf "$folder"
    echo "FAIL ${1##*/}: the $backend server does not start"
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
fi
trap 'sh "$script" stop "$folder/server" >/dev/null 2>&1; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
ROWAN_TEST_URL=$ROWAN_TEST_URL${ROWAN_TEST_OPTIONS:-}
export ROWAN_TEST_URL
"$@" || status=$?
exit "$status"
