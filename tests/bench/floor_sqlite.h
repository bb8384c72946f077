/* SPDX-License-Identifier: MIT */
/* For workloads that SQLite alone has. */
#ifndef ROWAN_TESTS_BENCH_FLOOR_SQLITE_H
#define ROWAN_TESTS_BENCH_FLOOR_SQLITE_H

#include "floor.h"

#include <sqlite3.h>

sqlite3 *floor_sqlite_handle(const floor_connection *at);
/* NULL after bench_complain(). */
sqlite3_stmt *floor_sqlite_prepare(sqlite3 *db, const char *sql);
/* Steps a statement that gives no rows, and resets it. */
bool floor_sqlite_step(sqlite3_stmt *statement);
bool floor_sqlite_complain(sqlite3 *db);
/* The present row (id, name, hair_color), its texts copied; false when out of
 * memory. */
bool floor_sqlite_user(sqlite3_stmt *statement, floor_arena *texts,
                       user *ret_user);

#endif
