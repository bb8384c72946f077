/* SPDX-License-Identifier: MIT */
/* A shared object that is no fixture_plugin. */
extern const int no_entry_is_here;
const int no_entry_is_here = 1;
