#!/bin/sh
# SPDX-License-Identifier: MIT
# make distcheck: the release builds and passes from its archive
set -eu
root=$1
. "$root/tools/dev/common.sh"

configure_in gcc --enable-werror
build_in gcc distcheck
echo "ok   make distcheck"
echo "1 passed, 0 failed, 0 skipped"
