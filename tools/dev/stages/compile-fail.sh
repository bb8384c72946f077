#!/bin/sh
# SPDX-License-Identifier: MIT
# wrong programs do not compile, with gcc and with clang
set -eu
root=$1
. "$root/tools/dev/common.sh"

python3 "$root/tools/dev/compile_fail.py"
