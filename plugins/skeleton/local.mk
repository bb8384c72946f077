# SPDX-License-Identifier: MIT
# What tools/dev/new-dialect copies under another name: both are installed as
# they are, for authors of plugins.
# Built in every build, so that it stays true, and used by tests; the module is
# not installed, since it answers "unsupported" to everything. -rpath makes
# libtool build one that is installed nowhere.
skeletondir = $(pkgdatadir)/skeleton
dist_skeleton_DATA = $(plugins_skeleton_la_SOURCES)
# Data, so that --program-prefix does not rename it: it is found by its path.
dist_pkgdata_DATA = tools/dev/new-dialect
noinst_LTLIBRARIES += plugins/skeleton.la
plugins_skeleton_la_SOURCES = \
    %D%/skeleton.h \
    %D%/skeleton_catalog.c \
    %D%/skeleton_ddl.c \
    %D%/skeleton_dialect.c \
    %D%/skeleton_driver.c \
    %D%/skeleton_errors.c \
    %D%/skeleton_plugin.c \
    %D%/skeleton_types.c
plugins_skeleton_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_skeleton_la_LDFLAGS = $(PLUGIN_MODULE_FLAGS) -rpath $(abs_builddir)
