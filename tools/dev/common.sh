# SPDX-License-Identifier: MIT
# What the scripts share. Sourced by POSIX sh with $root set to the top of the
# checkout.

say ()
{
    printf '==> %s\n' "$*"
}

die ()
{
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

# --- packages ----------------------------------------------------------------

# How to see that a Debian package is there, also where it came another way:
# the kind of probe, its argument, the package.
packages_to_build='
command gcc gcc
command make make
command pkg-config pkg-config
command autoreconf autoconf
command aclocal automake
command libtoolize libtool
header ltdl.h libltdl-dev
module sqlite3 libsqlite3-dev
module libmariadb libmariadb-dev
module libpq libpq-dev
module jansson libjansson-dev'
packages_to_test='
command g++ g++
command clang clang
command python3 python3
command sqlite3 sqlite3
command valgrind valgrind
server mariadbd mariadb-server
server initdb postgresql-15
server pgbouncer pgbouncer
command openssl openssl
command ip iproute2
command xz xz-utils
command dot graphviz
file /usr/share/i18n/locales/tr_TR locales
module cunit libcunit1-dev
module odbc unixodbc-dev
odbc SQLite3 libsqliteodbc
odbc PostgreSQL odbc-postgresql'

is_there ()
{
    case $1 in
    command) command -v "$2" ;;
    server)  PATH=$PATH:/usr/sbin:/usr/lib/postgresql/15/bin
             command -v "$2" ;;
    file)    [ -e "$2" ] ;;
    header)  echo "#include <$2>" | gcc -E - ;;
    module)  pkg-config --exists "$2" ;;
    odbc)    grep "^\[$2" /etc/odbcinst.ini ;;
    esac >/dev/null 2>&1
}

# missing_packages TABLE: the packages of the table that are not there.
missing_packages ()
{
    printf '%s\n' "$1" | while read -r kind what package; do
        [ -z "$kind" ] || is_there "$kind" "$what" || printf ' %s' "$package"
    done
}

# need_packages TABLE: install what is missing as root, else say how and stop.
need_packages ()
{
    missing=$(missing_packages "$1")
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        die "packages are missing; on Debian 12 run this and try again:
    sudo apt-get install -y$missing"
    fi
    say "installing:$missing"
    install_log=$(mktemp)
    # The list is split on purpose.
    # shellcheck disable=SC2086
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive \
           apt-get install -y --no-install-recommends $missing; } \
           >"$install_log" 2>&1; then
        tail -n 20 "$install_log" >&2
        die "apt-get could not install:$missing"
    fi
    rm -f "$install_log"
}

# --- builds ------------------------------------------------------------------

jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

# logged NAME COMMAND...: run it with its output in build/logs/NAME.log; when
# it fails, show the end of that and stop.
logged ()
{
    log=$root/build/logs/$1.log
    shift
    mkdir -p "$root/build/logs"
    "$@" >"$log" 2>&1 || {
        tail -n 30 "$log" >&2
        die "failed: $* (the whole log: $log)"
    }
}

# make_configure: the script comes from autoreconf, once; make redoes it.
make_configure ()
{
    [ ! -f "$root/config.status" ] ||
        die "this checkout is configured in place; run make distclean first"
    [ -x "$root/configure" ] && [ -f "$root/Makefile.in" ] ||
        (cd "$root" && autoreconf -fi)
}

# configure_in NAME OPTIONS...: configure build/NAME, unless it already is
# with these options.
configure_in ()
{
    build=$root/build/$1
    shift
    make_configure
    mkdir -p "$build"
    if [ ! -f "$build/Makefile" ] ||
       [ "$(cat "$build/options" 2>/dev/null)" != "$*" ]; then
        (cd "$build" && "$root/configure" "$@")
        printf '%s' "$*" >"$build/options"
    fi
}

# build_in NAME TARGETS...
build_in ()
{
    build=$root/build/$1
    shift
    make -C "$build" -j"$jobs" "$@"
}

# check_in NAME ARGUMENTS...: make check, then print what each program said.
check_in ()
{
    build=$root/build/$1
    shift
    status=0
    find "$build/tests" -name '*.log' -exec rm -f {} +
    make -C "$build" -j"$jobs" check "$@" >"$build/check.log" 2>&1 || status=$?
    [ "$status" = 0 ] || grep -E 'error|warning|Error' "$build/check.log" || :
    find "$build/tests" -name '*.log' -exec cat {} +
    return "$status"
}
