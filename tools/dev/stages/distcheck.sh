#!/bin/sh
# SPDX-License-Identifier: MIT
# make distcheck: the release is complete, builds and passes from its archive
set -eu
root=$1
. "$root/tools/dev/common.sh"

configure_in gcc --enable-werror
build_in gcc distcheck
echo "ok   make distcheck"

# Whoever has the archive has what is in the repository, its git files apart.
if [ ! -e "$root/.git" ] || ! command -v git >/dev/null; then
    echo "skip the archive against the repository: this is no git checkout"
    echo "1 passed, 0 failed, 1 skipped"
    exit 0
fi
lists=$(mktemp -d)
trap 'rm -rf "$lists"' EXIT
git -C "$root" ls-files | grep -vE '^\.(git|ci/)' | LC_ALL=C sort \
    >"$lists/repository"
tar -tf "$root"/build/gcc/rowan-*.tar.xz | sed 's|^[^/]*/||' | LC_ALL=C sort \
    >"$lists/archive"
LC_ALL=C comm -23 "$lists/repository" "$lists/archive" >"$lists/missing"
if [ -s "$lists/missing" ]; then
    echo "FAIL the archive against the repository; add to a local.mk:"
    sed 's/^/    /' "$lists/missing"
    echo "1 passed, 1 failed, 0 skipped"
    exit 1
fi
echo "ok   the archive has every file of the repository"
echo "2 passed, 0 failed, 0 skipped"
