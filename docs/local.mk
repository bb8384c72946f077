# SPDX-License-Identifier: MIT
include docs/examples/local.mk

EXTRA_DIST += \
    %D%/dependencies.md

dist_man1_MANS = %D%/man/rowan.1
