/* SPDX-License-Identifier: MIT */
/*
 * A dialect "fake" inside the test program, whose driver does what a test
 * says and counts what it is asked. Its SQL: "ROWS 3 2" gives three rows of
 * two integers (row, column); "FAIL" cannot be prepared; anything else runs
 * without rows. It has one URL option, "fake_mode".
 */
#ifndef ROWAN_TESTS_FAKE_PLUGIN_H
#define ROWAN_TESTS_FAKE_PLUGIN_H

#include <rowan/plugins.h>
#include <stdatomic.h>

typedef struct fake_driver {
    /* What the calls answer; 0 is success. */
    rowan_status connect, capabilities, ping, begin, commit, rollback;
    rowan_status savepoint, execute, step;
    rowan_status reset; /* ROWAN_DONE: session state was dropped */
    uint32_t max_connections;
    uint32_t state_after_commit; /* of a commit that fails */
    bool has_no_savepoints;
    bool database_rolls_back; /* the next execute ends the transaction */

    /* What was asked. */
    atomic_int connects, disconnects, prepares, finishes, resets, rollbacks;
    atomic_int savepoint_calls, pings, session_resets;
    atomic_int first_hosts; /* a bit for each number that came first of "hN" */
    _Atomic size_t option_count; /* that the last connect got */
    _Atomic uint32_t timeout_ms;
    _Atomic int64_t last_binds[4]; /* of the last execute */
    _Atomic uint32_t last_bind_count;
} fake_driver;

extern fake_driver fake;

/* Registers the plugin (again is harmless) and puts all of fake to zero. */
void fake_plugin_begin(void);

rowan_plugin_entry fake_plugin_entry;

#endif
