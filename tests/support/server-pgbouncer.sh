#!/bin/sh
# SPDX-License-Identifier: MIT
# A PostgreSQL server of its own for tests, behind a pgbouncer in transaction
# mode: the session of a client changes under it.
#
#   server-pgbouncer.sh start DIR [PID]  makes DIR, prints the pooler's URL; with
#                                        PID it stops by itself when that process
#                                        is gone
#   server-pgbouncer.sh stop DIR         stops both and removes DIR
#
# Exit status 77 if the programs are not there.
set -eu
support=$(dirname "$0")

find_programs ()
{
    PATH=$PATH:/usr/sbin
    pgbouncer=$(command -v pgbouncer) || {
        echo "pgbouncer: not installed" >&2
        exit 77
    }
    psql=$(printf '%s\n' /usr/lib/postgresql/*/bin/psql |
           sort -t/ -k5,5nr | head -n 1)
    [ -x "$psql" ] || psql=psql
}

# The pooler refuses to run as root.
as_owner ()
{
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

# What a session sets is lost with it, so where names are looked for is the
# role's.
launch ()
{
    port=$(($(od -An -N2 -tu2 /dev/urandom) % 20000 + 20000))
    cat >"$where/pgbouncer.ini" <<INI
[databases]
* = host=127.0.0.1 port=$server_port user=rowan
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 5
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
logfile = $where/pgbouncer.log
pidfile = $where/pgbouncer.pid
INI
    as_owner "$pgbouncer" -q -d "$where/pgbouncer.ini" >&2 || return 1
    for try in 1 2 3 4 5 6 7 8 9 10; do
        "$psql" -XqAt -h 127.0.0.1 -p "$port" -U rowan -d postgres \
            -c 'SELECT 1' >/dev/null 2>&1 && return
        sleep 0.2
    done
    return 1
}

start ()
{
    find_programs
    mkdir -p "$1"
    url=$(sh "$support/server-postgresql.sh" start "$1/server") || exit
    where=$(cat "$1/server/where")
    server_port=${url##*:}
    server_port=${server_port%%/*}
    "$psql" -Xq -h 127.0.0.1 -p "$server_port" -U rowan -d postgres \
        -c 'ALTER ROLE rowan SET search_path = rowan_test' >&2
    for attempt in 1 2 3 4 5; do
        if launch; then
            [ -z "$2" ] || watch "$1" "$2"
            echo "postgresql://rowan@127.0.0.1:$port/postgres"
            return
        fi
    done
    cat "$where/pgbouncer.log" >&2
    stop "$1"
    exit 1
}

# watch DIR PID: stop when the process has ended.
watch ()
{
    (
        while kill -0 "$2" 2>/dev/null; do
            sleep 1
        done
        [ ! -d "$1/server" ] || stop "$1"
    ) >/dev/null 2>&1 </dev/null &
}

stop ()
{
    where=$(cat "$1/server/where")
    [ ! -f "$where/pgbouncer.pid" ] || kill "$(cat "$where/pgbouncer.pid")" || :
    sh "$support/server-postgresql.sh" stop "$1/server"
    rm -rf "$1"
}

[ $# -ge 2 ] || { echo "${0##*/}: start DIR [PID], or stop DIR" >&2; exit 1; }
case $1 in
start) start "$2" "${3:-}" ;;
stop)  stop "$2" ;;
*)     echo "${0##*/}: start DIR [PID], or stop DIR" >&2; exit 1 ;;
esac
