#!/bin/sh
# SPDX-License-Identifier: MIT
# rowan-conformance on PostgreSQL.
exec sh "$ROWAN_TEST_SRCDIR/support/with-server.sh" postgresql \
    sh "$ROWAN_TEST_SRCDIR/conformance/on-server.sh"
