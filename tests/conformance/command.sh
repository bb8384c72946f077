#!/bin/sh
# SPDX-License-Identifier: MIT
# The command from outside: what it prints, and its exit status.
set -u
passed=0 failed=0
program=$ROWAN_TEST_BUILDDIR/conformance/rowan-conformance

# expect NAME STATUS TEXT ARGUMENT...: its status, and a text that it prints.
expect ()
{
    name=$1 status=$2 text=$3
    shift 3
    output=$("$program" "$@" 2>&1)
    got=$?
    if [ "$got" = "$status" ] &&
        printf '%s\n' "$output" | grep -q -e "$text"; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    echo "FAIL $name: status $got, not $status, or without \"$text\":"
    printf '%s\n' "$output" | head -n 5 | sed 's/^/    /'
}

expect "a list" 0 '^ddl\.TableDDLTest\.create_table$' --list
expect "a list names features" 0 '\[.*savepoints.*\]' --list --match Savepoint
expect "a list as JSON" 0 '"needs":\["table_reflection"' --list --json
expect "tests pass" 0 '^10 passed, 0 failed, 0 skipped$' \
    --match rowcount sqlite://
expect "a pattern with a star" 0 '^10 passed, 0 failed, 0 skipped$' \
    --match 'rowcount.*' sqlite://
expect "a skip names what is missing" 0 'no sequences$' \
    --match nextval_direct sqlite://
expect "JSON" 0 '^{"summary":{"passed":10,"failed":0,"skipped":0}' \
    --json --match rowcount sqlite://
expect "in one process" 0 '^10 passed' --in-process --match rowcount sqlite://
expect "no such test" 2 'no test is called so' --match no.such sqlite://
expect "no URL" 2 'URL of one database'
expect "two URLs" 2 'URL of one database' sqlite:// sqlite://
expect "an unknown option" 2 'unknown option' --wrong sqlite://
expect "a bad timeout" 2 'seconds' --timeout none sqlite://
expect "a database that is not there" 2 'ROWAN_' \
    sqlite:///no/such/folder/file.db
expect "a dialect that is not there" 2 'PLUGIN_NOT_FOUND' nosuchdb://x
expect "help" 0 '^Usage' --help
expect "the version" 0 '^rowan-conformance [0-9]' --version
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
