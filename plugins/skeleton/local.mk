# SPDX-License-Identifier: MIT
# Built in every build, so that it stays true; not installed, since it answers
# "unsupported" to everything. -rpath makes libtool build it as a module.
#noinst_LTLIBRARIES += plugins/skeleton.la
#plugins_skeleton_la_SOURCES = %D%/skeleton_plugin.c
#plugins_skeleton_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
#plugins_skeleton_la_LDFLAGS = $(PLUGIN_MODULE_FLAGS) -rpath $(abs_builddir)
