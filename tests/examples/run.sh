#!/bin/sh
# SPDX-License-Identifier: MIT
# Each program of docs/examples runs in an empty folder and prints what
# expected/NAME.txt holds. Run by make check, in the top of the build.
set -u
top=$(pwd)
expected=$ROWAN_TEST_SRCDIR/examples/expected
passed=0 failed=0 skipped=0

if [ ! -f plugins/sqlite.la ]; then
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

for file in "$expected"/*.txt; do
    name=$(basename "$file" .txt)
    mkdir "$folder/$name"
    # Counts of bytes are the machine's own.
    if (cd "$folder/$name" && "$top/docs/examples/$name") \
           >"$folder/$name.raw" 2>&1; then
        sed 's/ in [0-9]* bytes$//' "$folder/$name.raw" >"$folder/$name.out"
        if diff -u "$file" "$folder/$name.out" >"$folder/$name.diff"; then
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
