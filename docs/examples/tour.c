/* SPDX-License-Identifier: MIT */
/*
 * The tour: docs/guide/tour.md explains it line by line.
 *
 *     tour [URL]
 *
 * The URL is sqlite:///example.db unless given; with ?echo=1 each statement
 * is shown before it is sent.
 */
#include <inttypes.h>
#include <rowan.h>
#include <stdio.h>

typedef struct user {
    int64_t id;
    const char *name;
    const char *email;
} user;

ROWAN_MODEL(user, "users",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .length = 100, .not_null = true),
    ROWAN_COLUMN(email, .unique = true))

static void
print_users(rowan_session *session, const char *title)
{
    printf("%s\n", title);
    rowan_each(user, u, rowan_find(session, user,
                                   .order_by = rowan_by(rowan_col(user, id))))
        printf("  %" PRId64 " %s <%s>\n", u->id, u->name, u->email);
}

/* A step that fails keeps its error in the session, and the next commit fails
 * with it: it is enough to look there. */
static bool
walk(rowan_session *session)
{
    rowan_delete_where(session, user, .all_rows = true); /* from the start */
    rowan_new(session, user, .name = "John Doe", .email = "john@example.com");
    rowan_new(session, user, .name = "Jane Roe", .email = "jane@example.com");
    if (rowan_commit(session) != ROWAN_OK)
        return false;
    print_users(session, "added:");

    user *john = rowan_first(session, user,
                             .where = rowan_eq(rowan_col(user, name),
                                               "John Doe"));
    if (john == NULL)
        return false;
    john->email = "johndoe@example.com"; /* a plain assignment */
    if (rowan_commit(session) != ROWAN_OK)
        return false;
    print_users(session, "changed:");

    user *jane = rowan_one(session, user,
                           .where = rowan_like(rowan_col(user, email),
                                               "jane@%"));
    if (jane == NULL)
        return false;
    rowan_delete(session, jane);
    if (rowan_commit(session) != ROWAN_OK)
        return false;
    print_users(session, "deleted:");

    john->name = "Nobody";
    if (rowan_flush(session) != ROWAN_OK) /* written, not committed */
        return false;
    rowan_rollback(session); /* the struct goes back, too */
    print_users(session, "rolled back:");
    return true;
}

static void
show_sql(void *context, const char *line)
{
    (void)context;
    printf("    %s\n", line);
}

static int
fail(const rowan_error *err)
{
    char text[2048];

    rowan_error_format(err, text, sizeof text);
    fprintf(stderr, "%s\n", text);
    return 1;
}

int
main(int argc, char **argv)
{
    const char *url = argc > 1 ? argv[1] : "sqlite:///example.db";
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = {0};
    int result = 0;

    options.log = show_sql;
    rowan_engine *engine = rowan_engine_open_with(url, &options, &err);
    if (engine == NULL)
        return fail(&err);

    rowan_session *session = rowan_session_open(engine, &err);
    if (session == NULL ||
        rowan_create_all(engine, ROWAN_MODELS(user), &err) != ROWAN_OK)
        result = fail(&err);
    else if (!walk(session))
        result = fail(rowan_session_error(session));

    rowan_session_close(session);
    rowan_engine_close(engine);
    return result;
}
