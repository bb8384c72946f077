// SPDX-License-Identifier: MIT
// A program in C++: its models are in C, and it calls the functions.
#include "model.h"

#include <cstdio>

int
main()
{
    rowan_error err = {};
    rowan_engine *engine = rowan_engine_open("sqlite://", &err);
    rowan_session *session = rowan_session_open(engine, &err);
    const rowan_model *models[] = {user_model(), nullptr};
    rowan_query query = {};
    user ann = {};

    ann.name = "Ann";
    query.limit = 10;
    if (session != nullptr &&
        rowan_create_all(engine, models, &err) == ROWAN_OK) {
        rowan_session_new(session, user_model(), &ann);
        if (rowan_commit(session) == ROWAN_OK) {
            void **at = rowan_session_find(session, user_model(), &query);

            for (; at != nullptr && *at != nullptr; at++)
                std::printf("%s\n", static_cast<user *>(*at)->name);
        }
        err = *rowan_session_error(session);
    }
    rowan_session_close(session);
    if (rowan_engine_close(engine) != ROWAN_OK || err.status != ROWAN_OK)
        return std::printf("%s\n", err.message), 1;
    return 0;
}
