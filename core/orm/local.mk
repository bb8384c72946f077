# SPDX-License-Identifier: MIT
# map state load flush session
core_librowan_core_la_SOURCES +=
