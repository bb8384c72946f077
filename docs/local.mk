# SPDX-License-Identifier: MIT
include docs/examples/local.mk

EXTRA_DIST += \
    %D%/conformance.md \
    %D%/databases.md \
    %D%/dependencies.md \
    %D%/features.md \
    %D%/guide \
    %D%/rationale.md

dist_man1_MANS = %D%/man/rowan.1 %D%/man/rowan-conformance.1
