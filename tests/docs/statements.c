/* SPDX-License-Identifier: MIT */
/* Blocks without a note: statements, with the tour's model and an open
 * session around them. */
#include <rowan.h>
#include <stdio.h>

typedef struct user {
    int64_t id;
    const char *name;
    const char *email;
    int32_t age;
} user;

ROWAN_MODEL(user, "users", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(name),
            ROWAN_COLUMN(email), ROWAN_COLUMN(age))

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
