#!/bin/sh
# SPDX-License-Identifier: MIT
# Install into a folder of its own, build an application and dialects there
# with nothing but pkg-config, look at what they did, uninstall.
# run.sh ROOT
set -eu
root=$1
. "$root/tools/dev/common.sh"
passed=0 failed=0

# ok NAME COMMAND...: one check.
ok ()
{
    name=$1
    shift
    if output=$("$@" 2>&1); then
        echo "ok   $name"
        passed=$((passed + 1))
    else
        echo "FAIL $name"
        printf '%s\n' "$output" | tail -n 30 | sed 's/^/    /'
        failed=$((failed + 1))
    fi
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix app=$work/app
mkdir -p "$app"

# Folders that all software shares may stay.
nothing_of_ours_below ()
{
    left=$(find "$1" ! -type d -o -name 'rowan*')
    [ -z "$left" ] || { printf 'left behind:\n%s\n' "$left"; return 1; }
}

# The library's prefix decides where it looks for plugins, so this is a build
# of its own.
install_it ()
{
    mkdir -p "$work/build" && cd "$work/build" &&
        "$root/configure" -q --prefix="$prefix" --disable-static &&
        make -j"$jobs" && make install
}

files_are_there ()
{
    for file in include/rowan/version.h lib/librowan.so \
                lib/pkgconfig/rowan.pc lib/rowan/plugins/sqlite.so \
                share/doc/rowan/guide/writing-a-dialect.md \
                share/doc/rowan/examples/odbc-dialect/odbc_plugin.c; do
        [ -f "$prefix/$file" ] || { echo "not installed: $file"; return 1; }
    done
    [ "$(pkg-config --variable=plugindir rowan)" = \
      "$prefix/lib/rowan/plugins" ] ||
        { echo "rowan.pc has another plugindir"; return 1; }
    [ -f "$(pkg-config --variable=pkgdatadir rowan)/new-dialect" ] ||
        { echo "not in rowan.pc's pkgdatadir: new-dialect"; return 1; }
}

build_app ()
{
    cp "$root/docs/examples/tour.c" "$app/app.c" &&
        cp "$root/tests/install/Makefile" "$app/" && make -C "$app"
}

run_app ()
{
    (cd "$app" && rm -f example.db && ./app sqlite:///example.db)
}

# A model in C, the program in C++, with either compiler.
cplusplus_app ()
{
    for pair in 'gcc g++' 'clang clang++'; do
        (mkdir -p "$work/cplusplus" && cd "$work/cplusplus" &&
            from=$root/tests/install/cplusplus warn='-Wall -Wextra -Wpedantic -Werror' &&
            ${pair% *} -std=c11 $warn $(pkg-config --cflags rowan) \
                -c "$from/model.c" &&
            ${pair#* } -std=c++17 $warn $(pkg-config --cflags rowan) \
                "$from/app.cc" model.o -o app $(pkg-config --libs rowan) &&
            [ "$(./app)" = Ann ]) || return 1
    done
}

# What a program that is not Rowan reads in the file.
rows_are_there ()
{
    rows=$(sqlite3 "$app/example.db" 'SELECT name FROM users ORDER BY name')
    printf 'the rows: %s\n' "$rows"
    [ -n "$rows" ]
}

# An unknown dialect: the message names each path, and what to install.
unknown_dialect ()
{
    if said=$(cd "$app" && ./app nosuchdb://localhost/x 2>&1); then
        echo "it succeeded"
        return 1
    fi
    printf '%s\n' "$said"
    printf '%s' "$said" | grep -q "$prefix/lib/rowan/plugins/nosuchdb.so" &&
        printf '%s' "$said" | grep -qi install
}

uninstall_it ()
{
    make -C "$work/build" uninstall && nothing_of_ours_below "$prefix"
}

staged ()
{
    make -C "$work/build" install DESTDIR="$work/stage" &&
        [ -f "$work/stage$prefix/lib/librowan.so" ] &&
        nothing_of_ours_below "$prefix" &&
        make -C "$work/build" uninstall DESTDIR="$work/stage" &&
        nothing_of_ours_below "$work/stage"
}

# With the installed headers and pkg-config, and nothing else of the checkout.
conformance_builds ()
{
    mkdir -p "$work/conformance" &&
        cp "$root"/tests/conformance/*.[ch] "$work/conformance/" &&
        rm "$work/conformance/selftest.c" &&
        (cd "$work/conformance" &&
            cc -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -pthread \
                $(pkg-config --cflags rowan) ./*.c -o rowan-conformance \
                $(pkg-config --libs rowan) -lm &&
            ./rowan-conformance --match rowcount sqlite://)
}

. "$root/tests/install/dialects.sh"

unset ROWAN_PLUGIN_PATH
PKG_CONFIG_PATH=$prefix/lib/pkgconfig
LD_LIBRARY_PATH=$prefix/lib
export PKG_CONFIG_PATH LD_LIBRARY_PATH

ok "make install" install_it
ok "the files and the plugin directory are where they belong" files_are_there
ok "an application builds with pkg-config alone" build_app
ok "it runs and writes example.db" run_app
ok "sqlite3 sees its rows" rows_are_there
ok "a program in C++ uses a model in C" cplusplus_app
ok "an unknown dialect names paths and package" unknown_dialect
ok "rowan-conformance is installed, and its manual" \
    test -x "$prefix/bin/rowan-conformance" -a \
    -f "$prefix/share/man/man1/rowan-conformance.1"
ok "rowan-conformance builds out of the tree" conformance_builds
try_dialects
ok "make uninstall leaves nothing" uninstall_it
ok "DESTDIR stages, and is emptied again" staged
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
