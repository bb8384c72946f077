#!/bin/sh
# SPDX-License-Identifier: MIT
# rowan-conformance on SQLite.
set -u
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
"$ROWAN_TEST_BUILDDIR/conformance/rowan-conformance" \
    "sqlite:///$folder/conformance.db"
