# SPDX-License-Identifier: MIT
include docs/examples/local.mk

EXTRA_DIST += \
    %D%/dependencies.md
