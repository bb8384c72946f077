#!/bin/sh
# SPDX-License-Identifier: MIT
# instructions and allocations of workloads, within their limits
set -eu
root=$1
. "$root/tools/dev/common.sh"

configure_in gcc --enable-werror
build_in gcc all tests/bench/rowan-bench
"$root/tests/bench/gate" "$build"
