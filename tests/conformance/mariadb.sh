#!/bin/sh
# SPDX-License-Identifier: MIT
# rowan-conformance on MariaDB.
exec sh "$ROWAN_TEST_SRCDIR/support/with-server.sh" mariadb \
    sh "$ROWAN_TEST_SRCDIR/conformance/on-server.sh"
