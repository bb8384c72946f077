# SPDX-License-Identifier: MIT
# Plugins that are bad in one way each, as modules for the tests of the loader.
# Compiled by hand, for libtool would take thirty blocks to say the same.
PLUGIN_FIXTURE_SOURCES = \
    %D%/alias_bad.c \
    %D%/alias_one.c \
    %D%/alias_two.c \
    %D%/bad_choice.c \
    %D%/bad_quote.c \
    %D%/bad_template.c \
    %D%/good.c \
    %D%/new_major.c \
    %D%/newer_minor.c \
    %D%/no_driver.c \
    %D%/no_entry.c \
    %D%/no_has_table.c \
    %D%/no_prepare.c \
    %D%/no_savepoint.c \
    %D%/no_setup.c \
    %D%/no_type_name.c \
    %D%/no_version.c \
    %D%/old_major.c \
    %D%/older_minor.c \
    %D%/other_name.c \
    %D%/returns_null.c \
    %D%/tiny_capabilities.c \
    %D%/tiny_catalog.c \
    %D%/tiny_dialect.c \
    %D%/tiny_driver.c \
    %D%/tiny_plugin.c \
    %D%/undefined.c
PLUGIN_FIXTURES = $(PLUGIN_FIXTURE_SOURCES:.c=.so)

PLUGIN_FIXTURE_LINK = $(CC) $(PLUGIN_CPPFLAGS) $(CPPFLAGS) $(AM_CFLAGS) \
    $(CFLAGS) $(LDFLAGS) -fPIC -shared -Wl,-z,now

SUFFIXES = .so
.c.so:
	@$(MKDIR_P) $(@D)
	$(AM_V_CCLD)$(PLUGIN_FIXTURE_LINK) -o $@ $<
$(PLUGIN_FIXTURES) %D%/needs_gone.so: $(srcdir)/%D%/fixture.h \
    $(pkginclude_HEADERS) $(pkgincludeplugin_HEADERS)

%D%/gone.so: %D%/gone.c
	@$(MKDIR_P) $(@D)
	$(AM_V_CCLD)$(PLUGIN_FIXTURE_LINK) -Wl,-soname,librowan-gone.so.1 \
	    -o $@ $(srcdir)/%D%/gone.c
%D%/needs_gone.so: %D%/needs_gone.c %D%/gone.so
	$(AM_V_CCLD)$(PLUGIN_FIXTURE_LINK) -o $@ $(srcdir)/%D%/needs_gone.c \
	    %D%/gone.so

if !STATIC_ONLY
check_DATA += $(PLUGIN_FIXTURES) %D%/needs_gone.so
endif
CLEANFILES += $(PLUGIN_FIXTURES) %D%/needs_gone.so %D%/gone.so
EXTRA_DIST += $(PLUGIN_FIXTURE_SOURCES) %D%/needs_gone.c %D%/gone.c \
    %D%/fixture.h
