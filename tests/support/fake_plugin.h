/* SPDX-License-Identifier: MIT */
/*
 * A dialect "fake" inside the test program, whose driver does what a test
 * says and counts what it is asked. Its SQL: "ROWS 3 2" gives three rows of
 * two integers (row, column); "FAIL" cannot be prepared; SELECT has the columns
 * that it names, and no rows; anything else runs without rows. It has one URL
 * option, "fake_mode".
 */
#ifndef ROWAN_TESTS_FAKE_PLUGIN_H
#define ROWAN_TESTS_FAKE_PLUGIN_H

#include <rowan/plugins.h>
#include <stdatomic.h>

typedef struct fake_driver {
    /* What the calls answer; 0 is success. */
    rowan_status connect, capabilities, ping, begin, commit, rollback;
    rowan_status savepoint, prepare, execute, step;
    rowan_status reset; /* ROWAN_DONE: session state was dropped */
    uint32_t max_connections;
    uint32_t state_after_commit; /* of a commit that fails */
    bool has_no_savepoints;
    bool database_rolls_back; /* the next execute ends the transaction */
    /* So often the answer is the one above, then it is success; 0: always. */
    atomic_int connect_times, execute_times, commit_times;
    uint8_t isolates[8];
    bool has_two_phase;
    rowan_status prepare_transaction, prepared; /* of its end */
    const char *token; /* of every transaction; NULL: no such thing */
    rowan_status outcome;
    atomic_int outcome_unknown_times; /* before it is told */
    uint32_t failed_row; /* of execute_many, where that fails */
    atomic_bool blocks;  /* execute waits for a cancel, or its deadline */
    atomic_int lost_cancels; /* that come too early to reach what runs */
    void (*on_cancel)(void); /* called by each cancel; NULL: nothing */

    /* What was asked. */
    atomic_int connects, disconnects, prepares, finishes, resets, rollbacks;
    atomic_int begins, executes, commits, cancels, outcomes;
    atomic_int prepared_calls;
    _Atomic uint32_t commit_follows; /* as the last execute was announced */
    atomic_bool is_blocked;
    _Atomic uint32_t isolation, will_write, read_only; /* of the last begin */
    _Atomic int64_t deadline_us;                       /* told last */
    _Atomic uint32_t many_rows;                        /* of the last batch */
    _Atomic uint32_t stream_rows;
    char identifier[65];
    atomic_int savepoint_calls, pings, session_resets;
    atomic_int first_hosts; /* a bit for each number that came first of "hN" */
    _Atomic size_t option_count; /* that the last connect got */
    _Atomic uint32_t timeout_ms;
    _Atomic int64_t last_binds[4]; /* of the last execute */
    _Atomic uint32_t last_bind_count;
    _Atomic uint32_t last_kinds[4]; /* of the last prepare */
} fake_driver;

extern fake_driver fake;

/* Registers the plugin (again is harmless) and puts all of fake to zero. */
void fake_plugin_begin(void);

rowan_plugin_entry fake_plugin_entry;

#endif
