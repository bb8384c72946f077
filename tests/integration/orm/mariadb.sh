#!/bin/sh
# SPDX-License-Identifier: MIT
# The tests of the object layer on MariaDB.
exec sh "$ROWAN_TEST_SRCDIR/support/with-server.sh" mariadb \
    "$ROWAN_TEST_BUILDDIR/integration/orm/orm"
