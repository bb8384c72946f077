/* SPDX-License-Identifier: MIT */
/* Blocks without a note: statements, run with the tour's model, some users and
 * an open session around them. */
#include <inttypes.h>
#include <rowan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct user {
    int64_t id;
    const char *name;
    const char *email;
    int32_t age;
} user;

ROWAN_MODEL(user, "users", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(name),
            ROWAN_COLUMN(email, .unique = true), ROWAN_COLUMN(age))

void example(rowan_engine *engine, rowan_session *session, user *john);

void
example(rowan_engine *engine, rowan_session *session, user *john)
{
    rowan_error err = {0};

    (void)engine, (void)session, (void)john, (void)err;
    {
SNIPPET
    }
}

int
main(void)
{
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open("sqlite:///docs.db", &err);
    rowan_session *session = rowan_session_open(engine, &err);
    user *john;

    if (session == NULL ||
        rowan_create_all(engine, ROWAN_MODELS(user), &err) != ROWAN_OK) {
        puts(err.message);
        return 1;
    }
    john = rowan_new(session, user, .name = "John Doe",
                     .email = "john@example.com", .age = 41);
    rowan_new(session, user, .name = "Jane Roe", .email = "jane@example.com",
              .age = 38);
    rowan_new(session, user, .name = "Jim Poe", .email = "jim@example.org",
              .age = 17);
    if (rowan_commit(session) == ROWAN_OK)
        example(engine, session, john);
    err = *rowan_session_error(session);
    if (err.status == ROWAN_OK || err.status == ROWAN_NOT_FOUND)
        (void)(rowan_commit(session) == ROWAN_OK);
    if (rowan_session_error(session)->status != ROWAN_NOT_FOUND)
        err = *rowan_session_error(session);
    rowan_session_close(session);
    rowan_engine_close(engine);
    if (err.status == ROWAN_OK || err.status == ROWAN_NOT_FOUND)
        return 0;
    printf("the session is left with an error: %s\n", err.message);
    return 1;
}
