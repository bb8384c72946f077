/* SPDX-License-Identifier: MIT */
/* Lists of values as one parameter. */
#include "plugins/rig.h"

#include <string.h>

static rowan_value
list_of(uint32_t kind, const rowan_value *items, size_t count)
{
    return (rowan_value){.kind = kind | ROWAN_KIND_LIST,
                         .as.list = {items, count}};
}

/* How many of the rows of a query are found by the list. */
static int64_t
count(rowan_driver_connection *connection, const char *sql,
      const rowan_value *list, rowan_error *err)
{
    rowan_driver_statement *statement = NULL;
    uint32_t wanted = ROWAN_KIND_INT64;
    rowan_value cell = {.as.integer = -1};
    rowan_status status = (rowan_status)rig_driver()->prepare(
        connection, sql, strlen(sql), &list->kind, 1, 1, &statement, err);

    if (status == ROWAN_OK)
        status = (rowan_status)rig_driver()->execute(statement, list, 1,
                                                     &wanted, 1, err);
    if (status == ROWAN_OK)
        status = (rowan_status)rig_driver()->step(statement, &cell, err);
    if (statement != NULL)
        rig_driver()->finish(statement);
    return status == ROWAN_OK ? cell.as.integer : -1;
}

#define COUNT_OF(type_, values_)                                             \
    "SELECT count(*) FROM (VALUES " values_ ") AS t (x) "                    \
    "WHERE CAST(x AS " type_ ") = ANY($1)"

static void
test_array__is_sent_for_types_that_are_known_and_others(void)
{
    const rowan_value texts[] = {rig_text("a\"b\\c"), rig_text("{x,y}"),
                                 rig_text(""), rig_text("NULL")};
    const rowan_value integers[] = {rig_int(-1), rig_int(INT64_MAX)};
    rowan_value list = list_of(ROWAN_KIND_TEXT, texts, 4);
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    rig_run(connection, "DROP TYPE IF EXISTS odd");
    rig_run(connection, "CREATE TYPE odd AS ENUM ('a\"b\\c', '{x,y}', '', "
                        "'NULL', 'other')");
#define ODD_VALUES "('a\"b\\c'), ('{x,y}'), (''), ('NULL'), ('other'), (NULL)"
    CHECK_INT(count(connection, COUNT_OF("text", ODD_VALUES), &list, &err), 4);
    CHECK_INT(count(connection, COUNT_OF("varchar", ODD_VALUES), &list, &err),
              4);
    CHECK_INT(count(connection, COUNT_OF("odd", ODD_VALUES), &list, &err), 4);
    list = list_of(ROWAN_KIND_INT64, integers, 2);
    CHECK_INT(count(connection,
                    COUNT_OF("integer", "('-1'), ('2147483647')"), &list,
                    &err),
              1);
    CHECK_STR(err.message, "");
    rig_run(connection, "DROP TYPE odd");
    rig_close(connection);
}

static void
test_array__refuses_what_one_of_its_values_cannot_be(void)
{
    const rowan_value texts[] = {
        rig_text("a"), {.kind = ROWAN_KIND_TEXT, .as.text = {"a\0b", 3}}};
    const rowan_value integers[] = {rig_int(1), rig_int(INT64_MAX)};
    rowan_value list = list_of(ROWAN_KIND_TEXT, texts, 2);
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    CHECK_INT(count(connection, COUNT_OF("text", "('a')"), &list, &err), -1);
    CHECK_INT(err.status, ROWAN_OUT_OF_RANGE);
    CHECK_HAS(err.message, "NUL");
    err = (rowan_error){0};
    list = list_of(ROWAN_KIND_INT16, integers, 2);
    CHECK_INT(count(connection, COUNT_OF("smallint", "('1')"), &list, &err),
              -1);
    CHECK_INT(err.status, ROWAN_OUT_OF_RANGE);
    rig_close(connection);
}

HARNESS_SUITE(postgresql_array,
              HARNESS_TEST(
                  test_array__is_sent_for_types_that_are_known_and_others),
              HARNESS_TEST(
                  test_array__refuses_what_one_of_its_values_cannot_be))
