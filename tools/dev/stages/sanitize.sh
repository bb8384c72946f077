#!/bin/sh
# SPDX-License-Identifier: MIT
# every test program under ASan and UBSan, arena items apart
set -eu
root=$1
. "$root/tools/dev/common.sh"

configure_in sanitize --enable-sanitizers \
    --enable-debug-memory --disable-static CFLAGS='-g -O1'
build_in sanitize
check_in sanitize
