/* SPDX-License-Identifier: MIT */
/*
 * Transactions, savepoints, and trying again.
 *
 *     transactions [URL]
 *
 * The URL is sqlite:///bank.db unless given.
 */
#include <inttypes.h>
#include <rowan.h>
#include <stdio.h>

typedef struct account {
    const char *owner;
    int64_t cents;
} account;

ROWAN_MODEL(account, "accounts",
    ROWAN_PRIMARY_KEY(owner, .length = 40),
    ROWAN_COLUMN(cents, .check_sql = "cents >= 0"))

typedef struct entry {
    int64_t id;
    const char *owner;
    int64_t cents;
    const char *reference;
} entry;

ROWAN_MODEL(entry, "entries",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(owner, .length = 40, .not_null = true),
    ROWAN_COLUMN(cents),
    ROWAN_COLUMN(reference, .unique = true),
    ROWAN_FOREIGN_KEY(owner, account, owner))

enum { MOST_TRIES = 5 };

static rowan_status
status_of(const rowan_session *session)
{
    return rowan_session_error(session)->status;
}

/* One attempt. Whoever reads and then writes what it has read says so when it
 * begins: nobody can then change the accounts in between. */
static rowan_status
transfer_once(rowan_session *session, const char *from, const char *to,
              int64_t cents)
{
    rowan_begin_options writing = ROWAN_BEGIN_OPTIONS_INIT;
    account *giver, *taker;

    writing.will_write = true;
    if (rowan_begin_with(session, &writing) != ROWAN_OK)
        return status_of(session);
    giver = rowan_get(session, account, from);
    if (giver == NULL || rowan_refresh(session, giver) != ROWAN_OK)
        return status_of(session);
    taker = rowan_get(session, account, to);
    if (taker == NULL || rowan_refresh(session, taker) != ROWAN_OK)
        return status_of(session);
    giver->cents -= cents;
    taker->cents += cents;
    rowan_new(session, entry, .owner = from, .cents = -cents);
    rowan_new(session, entry, .owner = to, .cents = cents);
    return rowan_commit(session);
}

/* The whole transaction again, from its reads, where that can help. */
static rowan_status
transfer(rowan_session *session, const char *from, const char *to,
         int64_t cents)
{
    for (int i = 1;; i++) {
        rowan_status status = transfer_once(session, from, to, cents);
        rowan_error err = *rowan_session_error(session);

        if (status == ROWAN_OK)
            return ROWAN_OK;
        printf("  not done: %s%s%s\n", rowan_status_text(status),
               err.object[0] != '\0' ? ", " : "", err.object);
        rowan_rollback(session); /* the accounts have their values back */
        if (err.retry == ROWAN_RETRY_NEVER || i == MOST_TRIES)
            return status;
    }
}

/* Each line of an import stands or falls alone: a savepoint around each. */
static rowan_status
import(rowan_session *session)
{
    static const entry lines[] = {
        {.owner = "Ada", .cents = 700, .reference = "A-1"},
        {.owner = "Bea", .cents = 300, .reference = "A-1"}, /* twice */
        {.owner = "Zoe", .cents = 300, .reference = "A-2"}, /* unknown */
        {.owner = "Bea", .cents = 300, .reference = "A-3"},
    };

    if (rowan_begin(session) != ROWAN_OK)
        return status_of(session);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (rowan_begin(session) != ROWAN_OK) /* inside: a savepoint */
            return status_of(session);
        rowan_add(session, entry, &lines[i]);
        if (rowan_commit(session) == ROWAN_OK)
            continue;
        printf("  line %zu left out: %s (%s)\n", i + 1,
               rowan_status_text(status_of(session)),
               rowan_session_error(session)->constraint);
        if (rowan_rollback(session) != ROWAN_OK)
            return status_of(session);
    }
    return rowan_commit(session);
}

static bool
run(rowan_session *session)
{
    rowan_delete_where(session, entry, .all_rows = true);
    rowan_delete_where(session, account, .all_rows = true);
    rowan_session_clear(session);
    rowan_new(session, account, .owner = "Ada", .cents = 1000);
    rowan_new(session, account, .owner = "Bea", .cents = 0);
    if (rowan_commit(session) != ROWAN_OK)
        return false;

    printf("a transfer that is covered\n");
    if (transfer(session, "Ada", "Bea", 400) != ROWAN_OK)
        return false;
    printf("one that is not\n");
    if (transfer(session, "Ada", "Bea", 4000) != ROWAN_CHECK_VIOLATION)
        return false;
    printf("an import\n");
    if (import(session) != ROWAN_OK)
        return false;
    rowan_each(account, a, rowan_find(session, account))
        printf("%s has %" PRId64 "\n", a->owner, a->cents);
    printf("%" PRId64 " entries\n", rowan_count(session, entry));
    return true;
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
    rowan_error err = {0};
    rowan_engine *engine =
        rowan_engine_open(argc > 1 ? argv[1] : "sqlite:///bank.db", &err);
    rowan_session *session = rowan_session_open(engine, &err);
    int result = 0;

    if (session == NULL ||
        rowan_create_all(engine, ROWAN_MODELS(account, entry), &err) !=
            ROWAN_OK)
        result = fail(&err);
    else if (!run(session))
        result = fail(rowan_session_error(session));

    rowan_session_close(session);
    rowan_engine_close(engine);
    return result;
}
