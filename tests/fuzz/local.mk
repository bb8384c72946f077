# SPDX-License-Identifier: MIT
# One program a fuzz target; each replays its corpus. tools/dev/fuzz searches.
check_PROGRAMS += %D%/replay_template %D%/replay_text %D%/replay_url
fuzz_sources = tests/support/main.c %D%/suites.h %D%/fuzz.h %D%/replay.c
fuzz_cppflags = $(TEST_CPPFLAGS) -I$(top_srcdir)/include \
    -I$(top_srcdir)/tests/fuzz
fuzz_ldadd = tests/support/libharness.la $(ROWAN_LDADD)
EXTRA_DIST += %D%/corpus

tests_fuzz_replay_url_SOURCES = $(fuzz_sources) %D%/fuzz_url.c
tests_fuzz_replay_url_CPPFLAGS = $(fuzz_cppflags) -DFUZZ_NAME='"url"'
tests_fuzz_replay_url_LDADD = $(fuzz_ldadd)

# These look inside the core, as unit tests do.
fuzz_core_cppflags = $(fuzz_cppflags) $(ROWAN_CPPFLAGS) -I$(top_srcdir)/core
fuzz_core_ldadd = tests/support/libharness.la core/librowan-core.la

tests_fuzz_replay_text_SOURCES = $(fuzz_sources) %D%/fuzz_text.c
tests_fuzz_replay_text_CPPFLAGS = $(fuzz_core_cppflags) -DFUZZ_NAME='"text"'
tests_fuzz_replay_text_LDADD = $(fuzz_core_ldadd)

tests_fuzz_replay_template_SOURCES = $(fuzz_sources) %D%/fuzz_template.c
tests_fuzz_replay_template_CPPFLAGS = $(fuzz_core_cppflags) \
    -DFUZZ_NAME='"template"'
tests_fuzz_replay_template_LDADD = $(fuzz_core_ldadd)

# The text of CREATE statements, of the sqlite plugin; needs no SQLite.
check_PROGRAMS += %D%/replay_create
tests_fuzz_replay_create_SOURCES = $(fuzz_sources) %D%/fuzz_create.c \
    plugins/sqlite/sqlite_create.c plugins/sqlite/sqlite_tokens.c
tests_fuzz_replay_create_CPPFLAGS = $(fuzz_cppflags) -DFUZZ_NAME='"create"'
tests_fuzz_replay_create_LDADD = $(fuzz_ldadd)

# This one is given bytes of fixed seeds: operations need no corpus.
check_PROGRAMS += %D%/seeds_session
tests_fuzz_seeds_session_SOURCES = \
    tests/support/main.c \
    %D%/fuzz.h \
    %D%/fuzz_session.c \
    %D%/seeds.c \
    %D%/seeds/suites.h \
    %D%/session_model.c \
    %D%/session_model.h
tests_fuzz_seeds_session_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/include \
    -I$(top_srcdir)/tests/fuzz/seeds -I$(top_srcdir)/tests/fuzz \
    -DFUZZ_SEEDS=150
tests_fuzz_seeds_session_LDADD = $(fuzz_ldadd)
