# SPDX-License-Identifier: MIT
include tools/rowan/local.mk
include tools/dev/local.mk
