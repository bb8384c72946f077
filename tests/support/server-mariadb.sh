#!/bin/sh
# SPDX-License-Identifier: MIT
# A MariaDB server of one's own, for tests:
#
#     server-mariadb.sh start DIR [PID]  makes DIR, starts a server in it and
#                                        prints its URL; with PID it stops by
#                                        itself when that process is gone
#     server-mariadb.sh stop DIR         stops it and removes DIR
#
# It listens on a socket in DIR and on a free port of the loopback address;
# DIR/port and DIR/socket tell which. The user rowan without a password may do
# everything in the database rowan and is no administrator; reader may only read
# there, few may have one connection; root comes through the socket. Durability
# is switched off for speed; DURABLE=1 keeps it.
# Exit status 77: there is no server on this machine.
set -eu

find_server ()
{
    PATH=$PATH:/usr/sbin:/usr/libexec
    for program in mariadbd mysqld; do
        server=$(command -v "$program") && return 0
    done
    return 1
}

start ()
{
    dir=$1
    find_server && command -v mariadb-install-db >/dev/null ||
        { echo "no mariadb server here (Debian: mariadb-server)" >&2; exit 77; }
    mkdir -p "$dir/tmp"
    dir=$(cd "$dir" && pwd)
    # A server refuses to be root unless told that root is meant.
    user=$(id -un)
    mariadb-install-db --no-defaults --user="$user" --datadir="$dir/data" \
        --auth-root-authentication-method=normal --skip-test-db \
        >"$dir/install.log" 2>&1 || { cat "$dir/install.log" >&2; exit 1; }
    grants "$dir/init.sql"
    # A port that is taken is found out by trying; so is one that is free.
    attempt=0
    while [ "$attempt" -lt 20 ]; do
        attempt=$((attempt + 1))
        port=$((20000 + ($$ * 7 + attempt * 997) % 30000))
        launch && { watch; announce; return 0; }
    done
    tail -n 20 "$dir/error.log" >&2
    exit 1
}

grants ()
{
    cat >"$1" <<'SQL'
CREATE DATABASE IF NOT EXISTS rowan CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS rowan@'%', rowan@localhost;
GRANT ALL ON rowan.* TO rowan@'%';
GRANT ALL ON rowan.* TO rowan@localhost;
GRANT ALL ON `conformance\_%`.* TO rowan@'%';
GRANT ALL ON `conformance\_%`.* TO rowan@localhost;
CREATE USER IF NOT EXISTS reader@'%', few@'%' WITH MAX_USER_CONNECTIONS 1;
GRANT SELECT ON rowan.* TO reader@'%', few@'%';
SQL
}

launch ()
{
    flush=0
    [ -z "${DURABLE:-}" ] || flush=1
    "$server" --no-defaults --user="$user" --datadir="$dir/data" \
        --socket="$dir/socket" --pid-file="$dir/pid" --port="$port" \
        --tmpdir="$dir/tmp" \
        --bind-address=127.0.0.1 --log-error="$dir/error.log" \
        --init-file="$dir/init.sql" --skip-log-bin --skip-name-resolve \
        --innodb-flush-log-at-trx-commit="$flush" \
        --innodb-buffer-pool-size=64M --innodb-lock-wait-timeout=2 \
        --max-allowed-packet=16M --max-connections=200 \
        --plugin-maturity=gamma ${MARIADB_ARGUMENTS:-} \
        </dev/null >/dev/null 2>&1 9>&- &
    process=$!
    waited=0
    while [ "$waited" -lt 300 ]; do
        kill -0 "$process" 2>/dev/null || return 1
        if [ -S "$dir/socket" ] && [ -s "$dir/pid" ]; then
            return 0
        fi
        sleep 0.1
        waited=$((waited + 1))
    done
    kill "$process"
    return 1
}

# Who crashes does not stop its server.
watch ()
{
    [ -n "$owner" ] || return 0
    (
        while kill -0 "$owner" 2>/dev/null && [ -s "$dir/pid" ]; do
            sleep 1
        done
        kill "$process" 2>/dev/null
    ) </dev/null >/dev/null 2>&1 &
}

announce ()
{
    echo "$port" >"$dir/port"
    echo "mysql://rowan@127.0.0.1:$port/rowan"
}

stop ()
{
    dir=$1
    if [ -s "$dir/pid" ]; then
        process=$(cat "$dir/pid")
        kill "$process" 2>/dev/null || :
        waited=0
        while kill -0 "$process" 2>/dev/null && [ "$waited" -lt 200 ]; do
            sleep 0.1
            waited=$((waited + 1))
        done
        kill -9 "$process" 2>/dev/null || :
    fi
    rm -rf "$dir"
}

[ $# -ge 2 ] || { sed -n '3,17s/^# \{0,1\}//p' "$0" >&2; exit 2; }
owner=${3:-}
case $1 in
start) start "$2" ;;
stop) stop "$2" ;;
*) echo "$0: start or stop" >&2; exit 2 ;;
esac
