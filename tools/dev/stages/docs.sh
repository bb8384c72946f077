#!/bin/sh
# SPDX-License-Identifier: MIT
# code blocks of the documentation compile and run
set -eu
root=$1
. "$root/tools/dev/common.sh"

configure_in gcc --enable-werror
build_in gcc
python3 "$root/tools/dev/doc_blocks.py"
