#!/bin/sh
# SPDX-License-Identifier: MIT
# every test program under valgrind
set -eu
root=$1
. "$root/tools/dev/common.sh"

configure_in gcc --enable-werror
build_in gcc
# What plugins and their client libraries keep for the life of the process is
# still reachable, so only lost memory counts.
check_in gcc LOG_COMPILER="$root/build/gcc/libtool --mode=execute \
valgrind -q --error-exitcode=99 --leak-check=full \
--errors-for-leak-kinds=definite --suppressions=$root/tools/dev/valgrind.supp"
