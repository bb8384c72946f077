#!/bin/sh
# SPDX-License-Identifier: MIT
# the library without shared objects: plugins linked into the program
set -eu
root=$1
. "$root/tools/dev/common.sh"

configure_in static --disable-shared
build_in static
check_in static
