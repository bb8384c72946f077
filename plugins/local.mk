# SPDX-License-Identifier: MIT
# Plugins see include/ only and never link librowan. Their one exported name
# is NAME_LTX_rowan_plugin_v1; libltdl strips the prefix made from the file
# name. All modules are built in this folder, so plugins/.libs is a complete
# ROWAN_PLUGIN_PATH.
PLUGIN_CPPFLAGS = -D_GNU_SOURCE -I$(top_srcdir)/include
PLUGIN_MODULE_FLAGS = $(AM_LDFLAGS) -module -avoid-version -no-undefined \
    -export-symbols-regex '_LTX_rowan_plugin_v1$$' $(PLUGIN_LDFLAGS)

include plugins/postgresql/local.mk
include plugins/mysql/local.mk
include plugins/sqlite/local.mk
include plugins/skeleton/local.mk
