/* SPDX-License-Identifier: MIT */
/*
 * Random conditions against a real database. Each can be prepared and run, and
 * splits the rows in three: those that it is true for, those that it is false
 * for, and those where it is NULL, together all of them (ternary logic
 * partitioning, Rigger and Su 2020).
 */
#include "harness.h"
#include "random_tree.h"

#include <stdio.h>

enum { ROWS = 60, CONDITIONS = 1500 };

/* NULL where there is no plugin for it. */
static rowan_session *
open_animals(rowan_engine **ret_engine, random_tree *tree)
{
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open("sqlite://", &err);
    rowan_session *session;

    if (err.status == ROWAN_PLUGIN_NOT_FOUND)
        return NULL;
    CHECK_STR(err.message, "");
    REQUIRE(engine != NULL);
    *ret_engine = engine;
    session = rowan_session_open(engine, &err);
    REQUIRE(session != NULL);
    CHECK_INT(rowan_create_all(engine, ROWAN_MODELS(animal), &err), ROWAN_OK);
    for (int i = 0; i < ROWS; i++) {
        animal row = random_animal(tree);

        CHECK(rowan_add(session, animal, &row) != NULL);
    }
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_STR(rowan_session_error(session)->message, "");
    return session;
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

    if (yes >= 0 && no >= 0 && unknown >= 0 && yes + no + unknown == ROWS)
        return;
    FAIL("seed %llu: %lld true, %lld false, %lld unknown of %d: %s: %s",
         (unsigned long long)seed, (long long)yes, (long long)no,
         (long long)unknown, ROWS, rowan_session_error(session)->message,
         rowan_session_error(session)->sql);
}

static void
test_random_query__parts_all_rows_in_true_false_and_unknown(void)
{
    static random_tree tree;
    rowan_engine *engine = NULL;
    rowan_session *session;

    random_tree_begin(&tree, 1);
    session = open_animals(&engine, &tree);
    if (session == NULL)
        HARNESS_SKIP("the plugin sqlite");
    for (uint64_t seed = 0; seed < CONDITIONS; seed++) {
        random_tree_begin(&tree, seed);
        check_partition(session, seed, random_condition(&tree, 4));
    }
    CHECK_INT(rowan_count(session, animal), ROWS);
    rowan_session_close(session);
    rowan_engine_close(engine);
}

/* The same rows, by whatever means they are counted. */
static void
test_random_query__finds_as_many_as_it_counts(void)
{
    static random_tree tree;
    rowan_engine *engine = NULL;
    rowan_session *session;

    random_tree_begin(&tree, 2);
    session = open_animals(&engine, &tree);
    if (session == NULL)
        HARNESS_SKIP("the plugin sqlite");
    for (uint64_t seed = 0; seed < 300; seed++) {
        const rowan_statement *statement;
        rowan_query query;
        void **found;
        int64_t counted;
        size_t n = 0;

        random_tree_begin(&tree, seed);
        statement = random_statement(&tree, 3);
        query = *statement->query;
        query.read_only = true;
        found = rowan_session_find(session, animal_model(), &query);
        counted = rowan_session_count(session, animal_model(), &query);
        while (found != NULL && found[n] != NULL)
            n++;
        if (found == NULL || counted != (int64_t)n ||
            rowan_session_exists(session, animal_model(),
                                 &(const rowan_query){
                                     .where = query.where,
                                     .offset = query.offset,
                                     .distinct = query.distinct}) != (n > 0))
            FAIL("seed %llu: %zu found, %lld counted: %s: %s",
                 (unsigned long long)seed, n, (long long)counted,
                 rowan_session_error(session)->message,
                 rowan_session_error(session)->sql);
    }
    CHECK_INT(rowan_count(session, animal), ROWS);
    rowan_session_close(session);
    rowan_engine_close(engine);
}

HARNESS_SUITE(random_query,
    HARNESS_TEST(test_random_query__parts_all_rows_in_true_false_and_unknown),
    HARNESS_TEST(test_random_query__finds_as_many_as_it_counts))
