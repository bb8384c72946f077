#!/bin/sh
# SPDX-License-Identifier: MIT
# A PostgreSQL server of its own for tests, behind a socket and on loopback.
#
#   server-postgresql.sh start DIR [PID [PORT]]
#                                  makes DIR, prints the server's URL; with PID
#                                  it stops by itself when that process is gone;
#                                  with PORT it is a standby of the one there
#   server-postgresql.sh stop DIR  stops it and removes DIR
#
# The user rowan may do everything; reader may only read what rowan makes, few
# may have one connection.
# Exit status 77 if the server's programs are not there.
set -eu

die ()
{
    echo "${0##*/}: $*" >&2
    exit 1
}

# The newest release that is there; Debian keeps them out of PATH.
find_programs ()
{
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin |
                    sort -t/ -k5,5nr) /usr/local/pgsql/bin; do
        [ -x "$folder/initdb" ] && programs=$folder && return
    done
    initdb=$(command -v initdb) || {
        echo "postgresql server: not installed" >&2
        exit 77
    }
    programs=$(dirname "$initdb")
}

# The server refuses to run as root.
as_owner ()
{
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

need_owner ()
{
    [ "$(id -u)" != 0 ] || id postgres >/dev/null 2>&1 ||
        useradd --system --home-dir / --shell /usr/sbin/nologin postgres ||
        die "root needs a user called postgres to run the server as"
}

# A port that nothing listens on; the server binds it only later, so callers
# try again with another.
free_port ()
{
    while :; do
        port=$(($(od -An -N2 -tu2 /dev/urandom) % 20000 + 20000))
        grep -qi ":$(printf %04X "$port") .* 0A " /proc/net/tcp || break
    done
}

# make_data PORT: an empty database, or a copy of the server there.
make_data ()
{
    if [ -n "$1" ]; then
        as_owner "$programs/pg_basebackup" -D "$dir/data" -h 127.0.0.1 \
            -p "$1" -U rowan -R -c fast --no-sync
    else
        as_owner "$programs/initdb" -D "$dir/data" -U rowan -A trust -E UTF8 \
            --locale=C.UTF-8 --no-sync &&
            make_users
    fi
}

# A server without clients runs a line each.
make_users ()
{
    as_owner "$programs/postgres" --single -D "$dir/data" postgres <<'SQL'
CREATE ROLE reader LOGIN
CREATE ROLE few LOGIN CONNECTION LIMIT 1
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO reader, few
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader, few
SQL
}

start ()
{
    find_programs
    need_owner
    # The path of a socket has at most 107 bytes.
    dir=$(mktemp -d "${TMPDIR:-/tmp}/rowan-pg.XXXXXX")
    [ "$(id -u)" != 0 ] || chown postgres "$dir"
    mkdir -p "$1"
    echo "$dir" >"$1/where"
    make_data "$3" >"$1/initdb.log" 2>&1 ||
        { cat "$1/initdb.log" >&2; die "initdb failed"; }
    for try in 1 2 3 4 5; do
        free_port
        if as_owner "$programs/pg_ctl" -D "$dir/data" -w -t 60 -s \
            -l "$dir/server.log" -o "-p $port -k $dir -h 127.0.0.1 \
-c fsync=off -c synchronous_commit=off -c full_page_writes=off \
-c max_prepared_transactions=16 -c max_connections=60 \
-c log_min_messages=fatal" start >"$1/start.log" 2>&1; then
            echo "postgresql://rowan@127.0.0.1:$port/postgres"
            [ -z "$2" ] || watch "$1" "$2"
            return
        fi
        [ "$try" != 5 ] || { cat "$dir/server.log" >&2; die "no start"; }
    done
}

# watch DIR PID: stop the server when the process has ended.
watch ()
{
    (
        while kill -0 "$2" 2>/dev/null; do
            sleep 1
        done
        [ ! -f "$1/where" ] || stop "$1"
    ) >/dev/null 2>&1 </dev/null &
}

stop ()
{
    find_programs
    dir=$(cat "$1/where")
    as_owner "$programs/pg_ctl" -D "$dir/data" -m immediate -w -s stop ||
        die "the server did not stop; see $dir"
    rm -rf "$dir" "$1"
}

[ $# -ge 2 ] || die "start DIR [PID [PORT]], or stop DIR"
case $1 in
start) start "$2" "${3:-}" "${4:-}" ;;
stop)  stop "$2" ;;
*)     die "start DIR [PID [PORT]], or stop DIR" ;;
esac
