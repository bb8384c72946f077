/* SPDX-License-Identifier: MIT */
/*
 * Random conditions against a real database. Each can be prepared and run, and
 * splits the rows in three: those that it is true for, those that it is false
 * for, and those where it is NULL, together all of them (ternary logic
 * partitioning, Rigger and Su 2020). On a server, they are the rows that the
 * SQLite of this machine finds, too.
 */
#include "fixture.h"
#include "random_tree.h"

#include <stdio.h>

enum { ROWS = 60, CONDITIONS = 1500 };

/* The same rows in every database. */
static void
add_animals(rowan_engine *engine, rowan_session *session)
{
    static random_tree tree;
    rowan_error err = {0};

    if (rowan_create_all(engine, ROWAN_MODELS(animal), &err) != ROWAN_OK)
        FAIL("%s", err.message);
    random_tree_begin(&tree, 1);
    for (int i = 0; i < ROWS; i++) {
        animal row = random_animal(&tree);

        row.id = i + 1;
        CHECK(rowan_add(session, animal, &row) != NULL);
    }
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_STR(rowan_session_error(session)->message, "");
}

static void
open_animals(fixture *f, const char *name)
{
    fixture_open(f, name, "");
    add_animals(f->engine, f->session);
}

static void
fail_with(uint64_t seed, const char *what, rowan_session *session)
{
    FAIL("seed %llu: %s: %s: %s", (unsigned long long)seed, what,
         rowan_session_error(session)->message,
         rowan_session_error(session)->sql);
}

static int64_t
count(rowan_session *session, rowan_bool_expr where)
{
    return rowan_count(session, animal, .where = where);
}

static void
check_partition(rowan_session *session, uint64_t seed, rowan_bool_expr p)
{
    int64_t yes = count(session, p);
    int64_t no = count(session, rowan_not(p));
    int64_t unknown = count(session, rowan_is_null(p));
    char what[100];

    if (yes >= 0 && no >= 0 && unknown >= 0 && yes + no + unknown == ROWS)
        return;
    snprintf(what, sizeof what, "%lld true, %lld false, %lld unknown of %d",
             (long long)yes, (long long)no, (long long)unknown, ROWS);
    fail_with(seed, what, session);
}

static void
test_random_query__parts_all_rows_in_true_false_and_unknown(void)
{
    static random_tree tree;
    fixture f;

    open_animals(&f, "partition.db");
    for (uint64_t seed = 0; seed < CONDITIONS; seed++) {
        random_tree_begin(&tree, seed);
        check_partition(f.session, seed, random_condition(&tree, 4));
        fixture_forget(&f);
    }
    CHECK_INT(rowan_count(f.session, animal), ROWS);
    fixture_close(&f);
}

/* The same rows, by whatever means they are counted. */
static void
test_random_query__finds_as_many_as_it_counts(void)
{
    static random_tree tree;
    fixture f;

    open_animals(&f, "count.db");
    for (uint64_t seed = 0; seed < 300; seed++) {
        const rowan_statement *statement;
        rowan_query query;
        void **found;
        int64_t counted;
        size_t n = 0;
        char what[100];
        int there;

        random_tree_begin(&tree, seed);
        statement = random_statement(&tree, 3);
        query = *statement->query;
        query.read_only = true;
        if (query.distinct) /* the standard: ordered by columns only */
            query.order_by = NULL;
        found = rowan_session_find(f.session, animal_model(), &query);
        counted = rowan_session_count(f.session, animal_model(), &query);
        while (found != NULL && found[n] != NULL)
            n++;
        there = rowan_session_exists(f.session, animal_model(),
                                     &(const rowan_query){
                                         .where = query.where,
                                         .offset = query.offset,
                                         .distinct = query.distinct});
        snprintf(what, sizeof what, "%zu found, %lld counted, there: %d", n,
                 (long long)counted, there);
        if (found == NULL || counted != (int64_t)n || there != (n > 0))
            fail_with(seed, what, f.session);
        fixture_forget(&f);
    }
    CHECK_INT(rowan_count(f.session, animal), ROWS);
    fixture_close(&f);
}

/* Where a database has no such operator its dialect has a longer text, in which
 * operands must keep together. */
static void
test_random_query__remainders_are_of_whole_operands(void)
{
    static random_tree tree;
    int64_t expected = 0;
    fixture f;

    open_animals(&f, "remainders.db");
    random_tree_begin(&tree, 1);
    for (int i = 0; i < ROWS; i++) {
        animal row = random_animal(&tree);
        int quarters = (int)(row.weight.value * 4);

        expected += row.weight.present && (quarters + 3) % (quarters + 1) == 2;
    }
    REQUIRE(expected > 0 && expected < ROWS);
    CHECK_INT(count(f.session,
                    rowan_eq(rowan_mod(rowan_plus(rowan_col(animal, weight),
                                                  0.75),
                                       rowan_plus(rowan_col(animal, weight),
                                                  0.25)),
                             0.5)),
              expected);
    CHECK_STR(rowan_session_error(f.session)->message, "");
    fixture_close(&f);
}

/* --- two databases ------------------------------------------------------- */

/* The rows that a condition is true for, a bit each. */
static uint64_t
rows_of(rowan_session *session, uint64_t seed, rowan_bool_expr where)
{
    animal **rows =
        rowan_find(session, animal, .read_only = true, .where = where);
    uint64_t bits = 0;

    if (rows == NULL)
        fail_with(seed, "fails", session);
    rowan_each(animal, row, rows)
        bits |= UINT64_C(1) << row->id;
    return bits;
}

static void
test_random_query__finds_the_same_rows_as_sqlite(void)
{
    static random_tree tree;
    rowan_error err = {0};
    rowan_engine *engine;
    rowan_session *session;
    fixture f;

    if (fixture_can(FIXTURE_FILE) ||
        (engine = rowan_engine_open("sqlite://", &err)) == NULL)
        HARNESS_SKIP("two databases");
    session = rowan_session_open(engine, &err);
    REQUIRE(session != NULL);
    add_animals(engine, session);
    open_animals(&f, "same.db");
    for (uint64_t seed = 0; seed < CONDITIONS; seed++) {
        rowan_bool_expr p;

        random_tree_begin(&tree, seed);
        p = random_condition(&tree, 4);
        if (rows_of(f.session, seed, p) != rows_of(session, seed, p))
            fail_with(seed, "other rows", f.session);
        fixture_forget(&f);
    }
    fixture_close(&f);
    rowan_session_close(session);
    rowan_engine_close(engine);
}

HARNESS_SUITE(orm_random_query,
    HARNESS_TEST(test_random_query__parts_all_rows_in_true_false_and_unknown),
    HARNESS_TEST(test_random_query__finds_as_many_as_it_counts),
    HARNESS_TEST(test_random_query__remainders_are_of_whole_operands),
    HARNESS_TEST(test_random_query__finds_the_same_rows_as_sqlite))
