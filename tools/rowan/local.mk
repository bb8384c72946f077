# SPDX-License-Identifier: MIT
# The rowan command: one file a subcommand, public headers only.
#bin_PROGRAMS += %D%/rowan
#man1_MANS += %D%/rowan.1
#tools_rowan_rowan_SOURCES = %D%/main.c
#tools_rowan_rowan_LDADD = $(ROWAN_LDADD)
#EXTRA_DIST += %D%/rowan.1
