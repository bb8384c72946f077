#!/bin/sh
# SPDX-License-Identifier: MIT
# build everything with clang, where a warning is an error
set -eu
root=$1
. "$root/tools/dev/common.sh"

configure_in clang CC=clang --enable-werror --disable-static
build_in clang all tests/fault/network/network
build_in clang check TESTS=
echo "ok   clang builds everything without a warning"
echo "1 passed, 0 failed, 0 skipped"
