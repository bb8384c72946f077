#!/bin/sh
# SPDX-License-Identifier: MIT
# The tests of the object layer on PostgreSQL, through a pgbouncer that changes
# the session under its clients, with prepare=unnamed.
ROWAN_TEST_POOLER=yes ROWAN_TEST_OPTIONS='?prepare=unnamed' \
    exec sh "$ROWAN_TEST_SRCDIR/support/with-server.sh" pgbouncer \
    "$ROWAN_TEST_BUILDDIR/integration/orm/orm"
