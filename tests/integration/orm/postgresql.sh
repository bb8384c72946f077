#!/bin/sh
# SPDX-License-Identifier: MIT
# The tests of the object layer on PostgreSQL.
exec sh "$ROWAN_TEST_SRCDIR/support/with-server.sh" postgresql \
    "$ROWAN_TEST_BUILDDIR/integration/orm/orm"
