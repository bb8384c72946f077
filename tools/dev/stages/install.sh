#!/bin/sh
# SPDX-License-Identifier: MIT
# install, use it from a program outside the tree, uninstall
set -eu
root=$1
. "$root/tools/dev/common.sh"

configure_in gcc --enable-werror
build_in gcc
sh "$root/tests/install/run.sh" "$root"
