# SPDX-License-Identifier: MIT
# Plugins of older and newer minors at work. See README.md.
check_PROGRAMS += %D%/abi
tests_abi_abi_SOURCES = \
    tests/support/main.c \
    %D%/memory.c \
    %D%/memory.h \
    %D%/suites.h \
    %D%/test_minors.c
tests_abi_abi_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/include \
    -I$(top_srcdir)/tests/abi
tests_abi_abi_LDADD = tests/support/libharness.la $(ROWAN_LDADD)

# The plugin of each minor, against its frozen headers: those of today until
# there are some. A later minor is one more word.
ABI_MINORS = 1.0
# The folders of frozen headers: %D%/1.0, and so on.
ABI_FROZEN =
EXTRA_DIST += $(ABI_FROZEN)
ABI_PLUGINS = $(ABI_MINORS:%=tests/abi/built-%/memory.so)
$(ABI_PLUGINS): %D%/memory.c %D%/memory.h $(pkginclude_HEADERS) \
    $(pkgincludeplugin_HEADERS)
	@$(MKDIR_P) $(@D)
	$(AM_V_CCLD)minor=$(@D:tests/abi/built-%=%); \
	headers=$(srcdir)/tests/abi/$$minor; \
	test -d "$$headers" || headers=$(top_srcdir)/include; \
	$(CC) -D_GNU_SOURCE -I"$$headers" -I$(srcdir)/tests/abi $(CPPFLAGS) \
	    $(AM_CFLAGS) $(CFLAGS) $(LDFLAGS) -fPIC -shared -Wl,-z,now \
	    -o $@ $(srcdir)/tests/abi/memory.c
if !STATIC_ONLY
check_DATA += $(ABI_PLUGINS)
endif
CLEANFILES += $(ABI_PLUGINS)
