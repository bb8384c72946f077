# SPDX-License-Identifier: MIT
# Dialects from outside, built against the installed prefix and nothing of the
# checkout. Sourced by run.sh, whose $root, $work, $prefix and ok() it uses.

# build_dialect FOLDER: as its author would.
build_dialect ()
{
    (cd "$1" && autoreconf -fi && ./configure -q CFLAGS='-O2 -Werror' &&
        make && ! grep -n "$root" Makefile config.status)
}

# What a plugin exports is its entry point.
exports_one ()
{
    symbols=$(nm -D --defined-only "$1" | awk '{ print $3 }')
    [ "$symbols" = "$2_LTX_rowan_plugin_v1" ] || {
        printf 'it exports:\n%s\n' "$symbols"
        return 1
    }
}

# --- one that has just begun -------------------------------------------------

new_dialect ()
{
    sh "$prefix/share/rowan/new-dialect" acme "$work/acme" &&
        build_dialect "$work/acme"
}

new_dialect_loads ()
{
    said=$(make -C "$work/acme" check 2>&1) &&
        printf '%s\n' "$said" | grep -q '^acme 0.1' || {
        printf '%s\n' "$said"
        return 1
    }
}

# The suite is run, and says that nobody can connect.
new_dialect_proves ()
{
    if said=$(make -C "$work/acme" check URL=acme://host/x 2>&1); then
        echo "it succeeded"
        return 1
    fi
    printf '%s\n' "$said"
    printf '%s\n' "$said" | grep -q 'plugin does not do this: connecting'
}

new_dialect_answers ()
{
    if said=$(ROWAN_PLUGIN_PATH=$work/acme/.libs \
              "$prefix/bin/rowan" ping acme://host/x 2>&1); then
        echo "it succeeded"
        return 1
    fi
    printf '%s\n' "$said" | grep -q 'acme plugin does not do this: connecting'
}

refuses_names ()
{
    for name in '../x' 'a b' Acme 1a "$(printf 'a%.0s' $(seq 33))"; do
        if sh "$prefix/share/rowan/new-dialect" "$name" "$work/bad" 2>/dev/null ||
            [ -e "$work/bad" ]; then
            echo "it took '$name'"
            return 1
        fi
    done
}

# --- ODBC --------------------------------------------------------------------

odbc_builds ()
{
    cp -r "$root/docs/examples/odbc-dialect" "$work/odbc" &&
        build_dialect "$work/odbc" && make -C "$work/odbc" install
}

# The tour, and what it says on any database. run_on URL
tour_on ()
{
    (cd "$app" && ./app "$1") >"$work/tour.txt" &&
        diff "$root/tests/examples/expected/tour.txt" "$work/tour.txt"
}

# No test fails; what is left out is named by a capability. conforms URL
conforms ()
{
    "$prefix/bin/rowan-conformance" "$1" >"$work/conformance.txt" 2>&1 || {
        grep -A 4 '^FAIL' "$work/conformance.txt"
        return 1
    }
    ! grep -E '^skip [^:]*$' "$work/conformance.txt"
    tail -n 1 "$work/conformance.txt"
}

# A server, and its URL in a file: ok() runs its command in a shell of its own.
fresh_postgresql ()
{
    url=$(sh "$root/tests/support/server-postgresql.sh" start "$work/pg" $$) &&
        echo "odbc${url#postgresql}?driver=PostgreSQL%20Unicode" \
            >"$work/pg-url"
}

sqlite_url="odbc:///$work/odbc.db?driver=SQLite3"

try_dialects ()
{
    ok "new-dialect writes a project that builds" new_dialect
    ok "it exports its entry point only" \
        exports_one "$work/acme/.libs/acme.so" acme
    ok "make check says that it loads" new_dialect_loads
    ok "make check URL= runs the conformance suite" new_dialect_proves
    ok "it answers by name" new_dialect_answers
    ok "new-dialect refuses what is no name" refuses_names
    ok "the ODBC dialect builds against the prefix" odbc_builds
    ok "it exports its entry point only" \
        exports_one "$work/odbc/.libs/odbc.so" odbc
    ok "the tour through ODBC on SQLite" tour_on "$sqlite_url"
    ok "the conformance suite through ODBC on SQLite" conforms "$sqlite_url"
    ok "a PostgreSQL server" fresh_postgresql
    odbc_url=$(cat "$work/pg-url") || odbc_url=none
    ok "the tour through ODBC on PostgreSQL" tour_on "$odbc_url"
    ok "the conformance suite through ODBC on PostgreSQL" conforms "$odbc_url"
    sh "$root/tests/support/server-postgresql.sh" stop "$work/pg" || :
    ok "the ODBC dialect is uninstalled" make -C "$work/odbc" uninstall
}
