#!/bin/sh
# SPDX-License-Identifier: MIT
# Each program of docs/examples runs in an empty folder and prints what
# expected/NAME.txt holds: on SQLite or, with ROWAN_TEST_URL, on that server.
# Run by make check, in the top of the build.
set -u
top=$(pwd)
expected=$ROWAN_TEST_SRCDIR/examples/expected
passed=0 failed=0 skipped=0

if [ -z "${ROWAN_TEST_URL:-}" ] && [ ! -f plugins/sqlite.la ]; then
    echo "skip examples: the sqlite plugin is not built"
    echo "0 passed, 0 failed, 1 skipped"
    exit 77
fi

folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT

# fail NAME: show what it said.
fail ()
{
    echo "FAIL example $1"
    sed 's/^/    /' "$folder/$1.out"
    failed=$((failed + 1))
}

# plain: counts of bytes are the machine's own, and rows fetched are more where
# keys come back as rows.
plain ()
{
    sed -e 's/ in [0-9]* bytes$//' -e 's/[0-9]* rows fetched/rows fetched/'
}

for file in "$expected"/*.txt; do
    name=$(basename "$file" .txt)
    mkdir "$folder/$name"
    if (cd "$folder/$name" &&
        "$top/docs/examples/$name" ${ROWAN_TEST_URL:+"$ROWAN_TEST_URL"}) \
           >"$folder/$name.raw" 2>&1; then
        plain <"$folder/$name.raw" >"$folder/$name.out"
        plain <"$file" >"$folder/$name.txt"
        if diff -u "$folder/$name.txt" "$folder/$name.out" \
               >"$folder/$name.diff"; then
            echo "ok   example $name"
            passed=$((passed + 1))
        else
            mv "$folder/$name.diff" "$folder/$name.out"
            fail "$name"
        fi
    else
        mv "$folder/$name.raw" "$folder/$name.out"
        fail "$name"
    fi
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
