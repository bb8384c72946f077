/* SPDX-License-Identifier: MIT */
/* Statements of the guide on queries: customers and their invoices. */
#include <inttypes.h>
#include <rowan.h>
#include <stdio.h>
#include <string.h>

typedef enum rank { GUEST, MEMBER, PATRON } rank;

ROWAN_ENUM_TYPE(rank, {GUEST, "guest"}, {MEMBER, "member"}, {PATRON, "patron"})

typedef struct customer {
    int64_t id;
    const char *name;
    const char *city; /* NULL: not known */
    rowan_nullable_int32 age;
    bool is_blocked;
    rank standing;
} customer;

ROWAN_MODEL(customer, "customers",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .not_null = true),
    ROWAN_COLUMN(city),
    ROWAN_COLUMN(age),
    ROWAN_COLUMN(is_blocked),
    ROWAN_ENUM(standing, rank))

typedef struct invoice {
    int64_t id;
    int64_t customer_id;
    rowan_date day;
    rowan_decimal total;
} invoice;

ROWAN_MODEL(invoice, "invoices",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(customer_id),
    ROWAN_COLUMN(day),
    ROWAN_COLUMN(total, .precision = 12, .scale = 2),
    ROWAN_FOREIGN_KEY(customer_id, customer, id))

typedef struct city_sales {
    const char *city;
    int64_t count;
    rowan_decimal total;
} city_sales;

ROWAN_ROW(city_sales,
    ROWAN_FIELD(city), ROWAN_FIELD(count), ROWAN_FIELD(total))

void example(rowan_engine *engine, rowan_session *session);

void
example(rowan_engine *engine, rowan_session *session)
{
    rowan_error err = {0};

    (void)engine, (void)session, (void)err;
    {
SNIPPET
    }
}

static bool
fill(rowan_session *session)
{
    customer *ada = rowan_new(session, customer, .name = "Ada", .city = "Oslo",
                              .age = {41, true}, .standing = MEMBER);
    customer *bea = rowan_new(session, customer, .name = "Bea",
                              .is_blocked = true, .standing = PATRON);

    if (ada == NULL || bea == NULL || rowan_flush(session) != ROWAN_OK)
        return false;
    rowan_new(session, invoice, .customer_id = ada->id, .day = {20000},
              .total = {"120.50"});
    rowan_new(session, invoice, .customer_id = ada->id, .day = {20001},
              .total = {"0.50"});
    rowan_new(session, invoice, .customer_id = bea->id, .day = {20001},
              .total = {"7"});
    return rowan_commit(session) == ROWAN_OK;
}

int
main(void)
{
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open("sqlite:///docs.db", &err);
    rowan_session *session = rowan_session_open(engine, &err);

    if (session == NULL ||
        rowan_create_all(engine, ROWAN_MODELS(customer, invoice), &err) !=
            ROWAN_OK ||
        !fill(session)) {
        puts(err.message);
        return 1;
    }
    example(engine, session);
    if (err.status == ROWAN_OK)
        err = *rowan_session_error(session);
    rowan_session_close(session);
    rowan_engine_close(engine);
    if (err.status == ROWAN_OK || err.status == ROWAN_NOT_FOUND)
        return 0;
    printf("the session is left with an error: %s\n", err.message);
    return 1;
}
