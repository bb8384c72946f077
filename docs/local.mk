# SPDX-License-Identifier: MIT
include docs/examples/local.mk
