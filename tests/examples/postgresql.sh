#!/bin/sh
# SPDX-License-Identifier: MIT
# The examples on PostgreSQL: they print what they print on SQLite.
exec sh "$ROWAN_TEST_SRCDIR/support/with-server.sh" postgresql \
    sh "$ROWAN_TEST_SRCDIR/examples/run.sh"
