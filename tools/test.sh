#!/bin/sh
# SPDX-License-Identifier: MIT
# Install what is missing, build, and run every test of Rowan.
#
#   sh tools/test.sh [--list] [--keep-going] [STAGE...]
#
# A stage is a script in tools/dev/stages. The last line is the sum of all:
# "N passed, N failed, N skipped"; the exit status is 0 if none failed.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/tools/dev/common.sh"

all_stages='check checks compile-fail docs warnings sanitize threads valgrind bench
static install faults distcheck'

passed=0 failed=0 skipped=0

# count LOG: add up the lines "N passed, N failed, N skipped" of a log.
count ()
{
    # Three numbers, split on purpose.
    # shellcheck disable=SC2046
    set -- $(awk '
        /^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ {
            p += $1; f += $3; s += $5
        }
        END { print p + 0, f + 0, s + 0 }' "$1")
    stage_passed=$1 stage_failed=$2 stage_skipped=$3
}

# run_stage NAME: 0 if nothing failed.
run_stage ()
{
    log=$root/build/logs/$1.log
    script=$root/tools/dev/stages/$1.sh
    [ -f "$script" ] || die "no stage is called $1; see --list"
    say "$1: $(sed -n '3s/^# //p' "$script")"
    began=$(date +%s) status=0
    sh "$script" "$root" >"$log" 2>&1 || status=$?
    count "$log"
    # A stage that broke before it could count has failed once.
    [ "$status" = 0 ] || [ "$stage_failed" != 0 ] || stage_failed=1
    # One that counted nothing has tested nothing.
    [ $((stage_passed + stage_failed + stage_skipped)) != 0 ] || stage_failed=1
    passed=$((passed + stage_passed))
    failed=$((failed + stage_failed))
    skipped=$((skipped + stage_skipped))
    printf '    %s ok, %s not ok, %s left out in %s s\n' "$stage_passed" \
        "$stage_failed" "$stage_skipped" $(($(date +%s) - began))
    grep -E '^skip ' "$log" | sort -u | sed 's/^/    /' || :
    [ "$stage_failed" != 0 ] || return 0
    show_failure "$log"
    return 1
}

show_failure ()
{
    echo "    --- what failed:"
    grep -A 12 -E '^FAIL ' "$1" | head -n 40 | sed 's/^/    /'
    echo "    --- the end of $1:"
    tail -n 25 "$1" | sed 's/^/    /'
}

stages='' keep_going=no
for argument do
    case $argument in
    --list)
        for stage in $all_stages; do
            printf '%-13s %s\n' "$stage" \
                "$(sed -n '3s/^# //p' "$root/tools/dev/stages/$stage.sh")"
        done
        exit 0 ;;
    --keep-going) keep_going=yes ;;
    -*) sed -n '3,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
    *) stages="$stages $argument" ;;
    esac
done

need_packages "$packages_to_build$packages_to_test"
mkdir -p "$root/build/logs"
for stage in ${stages:-$all_stages}; do
    run_stage "$stage" || [ "$keep_going" = yes ] || break
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
