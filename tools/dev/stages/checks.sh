#!/bin/sh
# SPDX-License-Identifier: MIT
# the rules of CONTRIBUTING.md, looked up in the source and the library
set -eu
root=$1
. "$root/tools/dev/common.sh"

configure_in gcc --enable-werror
build_in gcc
status=0
for check in "$root"/tools/dev/check_*.py; do
    echo "--- ${check##*/}"
    python3 "$check" || status=1
done
exit $status
