#!/bin/sh
# SPDX-License-Identifier: MIT
# The examples on MariaDB: they print what they print on SQLite.
exec sh "$ROWAN_TEST_SRCDIR/support/with-server.sh" mariadb \
    sh "$ROWAN_TEST_SRCDIR/examples/run.sh"
