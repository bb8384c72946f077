#!/bin/sh
# SPDX-License-Identifier: MIT
# install, use it from a program outside the tree, uninstall
set -eu
root=$1
. "$root/tools/dev/common.sh"

make_configure
sh "$root/tests/install/run.sh" "$root"
