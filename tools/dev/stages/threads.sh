#!/bin/sh
# SPDX-License-Identifier: MIT
# every test program under the thread sanitizer
set -eu
root=$1
. "$root/tools/dev/common.sh"

configure_in threads --disable-static \
    CFLAGS='-g -O1 -fsanitize=thread' LDFLAGS='-fsanitize=thread'
build_in threads
check_in threads
