# SPDX-License-Identifier: MIT
# Every core source is in one convenience library. Unit tests link that one and
# see the internals; librowan.la is the same with only the public names.
noinst_LTLIBRARIES += %D%/librowan-core.la
core_librowan_core_la_SOURCES =
core_librowan_core_la_CPPFLAGS = \
    -D_GNU_SOURCE \
    -DROWAN_PLUGIN_DIR='"$(plugindir)"' \
    $(ROWAN_CPPFLAGS) \
    -I$(top_srcdir)/include \
    -I$(top_srcdir)/core
core_librowan_core_la_LIBADD = $(LTDL_LIBS)

# -version-info CURRENT:REVISION:AGE, changed once a release:
#   only code changed                 REVISION + 1
#   functions added, nothing removed  CURRENT + 1, REVISION = 0, AGE + 1
#   functions removed or changed      CURRENT + 1, REVISION = 0, AGE = 0
# Until 1.0 the third case is allowed, with a line in NEWS.
lib_LTLIBRARIES += %D%/librowan.la
core_librowan_la_SOURCES =
core_librowan_la_LIBADD = %D%/librowan-core.la
core_librowan_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 -no-undefined
if HAVE_VERSION_SCRIPT
core_librowan_la_LDFLAGS += -Wl,--version-script=$(top_srcdir)/core/rowan.map
core_librowan_la_DEPENDENCIES = %D%/librowan-core.la %D%/rowan.map
endif
EXTRA_DIST += %D%/layers.txt %D%/rowan.map %D%/rowan.symbols

include core/base/local.mk
include core/schema/local.mk
include core/sql/local.mk
include core/dialect/local.mk
include core/compile/local.mk
include core/engine/local.mk
include core/catalog/local.mk
include core/orm/local.mk
