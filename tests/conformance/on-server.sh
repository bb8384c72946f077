#!/bin/sh
# SPDX-License-Identifier: MIT
# rowan-conformance on the server that with-server.sh has started.
exec "$ROWAN_TEST_BUILDDIR/conformance/rowan-conformance" "$ROWAN_TEST_URL"
