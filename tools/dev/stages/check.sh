#!/bin/sh
# SPDX-License-Identifier: MIT
# build with gcc and run every test program
set -eu
root=$1
. "$root/tools/dev/common.sh"

configure_in gcc --enable-werror
build_in gcc
check_in gcc
