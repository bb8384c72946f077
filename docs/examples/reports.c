/* SPDX-License-Identifier: MIT */
/*
 * Reports: any SELECT into a struct of your own, checked member by member.
 *
 *     reports [URL]
 *
 * The URL is sqlite:// (a database in memory) unless given.
 */
#include <inttypes.h>
#include <rowan.h>
#include <stdio.h>

typedef struct customer {
    int64_t id;
    const char *name;
    const char *city;
} customer;

ROWAN_MODEL(customer, "customers",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .not_null = true),
    ROWAN_COLUMN(city, .index = true))

typedef struct invoice {
    int64_t id;
    int64_t customer_id;
    rowan_decimal total;
} invoice;

ROWAN_MODEL(invoice, "invoices",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(customer_id, .index = true),
    ROWAN_COLUMN(total, .precision = 12, .scale = 2, .not_null = true),
    ROWAN_FOREIGN_KEY(customer_id, customer, id, .on_delete = ROWAN_CASCADE))

/* A row of a report needs no table. */
typedef struct city_sales {
    const char *city;
    int64_t invoice_count;
    rowan_decimal total;
} city_sales;

ROWAN_ROW(city_sales,
    ROWAN_FIELD(city), ROWAN_FIELD(invoice_count), ROWAN_FIELD(total))

static bool
fill(rowan_session *session)
{
    static const struct {
        customer who;
        const char *totals[3];
    } shop[] = {
        {{.name = "Ada", .city = "Oslo"}, {"120.50", "79.50", NULL}},
        {{.name = "Bea", .city = "Oslo"}, {"0.10", "0.20", NULL}},
        {{.name = "Cyd", .city = "Rome"}, {"15.00", NULL, NULL}},
        {{.name = "Dag", .city = "Bern"}, {NULL, NULL, NULL}},
    };

    for (size_t i = 0; i < sizeof shop / sizeof *shop; i++) {
        customer *c = rowan_add(session, customer, &shop[i].who);

        if (c == NULL || rowan_flush(session) != ROWAN_OK)
            return false; /* the flush gave c its id */
        for (size_t j = 0; shop[i].totals[j] != NULL; j++)
            rowan_new(session, invoice, .customer_id = c->id,
                      .total = {shop[i].totals[j]});
    }
    return rowan_commit(session) == ROWAN_OK;
}

/* Sales by city, the best first; ON follows from the foreign key. */
static bool
print_best_cities(rowan_session *session)
{
    city_sales **rows = rowan_select(session, city_sales,
        .columns = rowan_columns(
            rowan_as(city_sales, city, rowan_col(customer, city)),
            rowan_as(city_sales, invoice_count, rowan_count_rows()),
            rowan_as(city_sales, total, rowan_sum(rowan_col(invoice, total)))),
        .join = rowan_joins(rowan_join(invoice)),
        .group_by = rowan_by(rowan_col(customer, city)),
        .having = rowan_gt(rowan_sum(rowan_col(invoice, total)), 10),
        .order_by = rowan_by(rowan_desc(rowan_sum(rowan_col(invoice, total)))));

    printf("sales of more than 10 by city:\n");
    rowan_each(city_sales, row, rows)
        printf("  %-6s %" PRId64 " invoices %8s\n", row->city,
               row->invoice_count, row->total.text);
    return rows != NULL;
}

/* With a LEFT JOIN, cities without an invoice count as well. */
static bool
print_all_cities(rowan_session *session)
{
    city_sales **rows = rowan_select(session, city_sales,
        .columns = rowan_columns(
            rowan_as(city_sales, city, rowan_col(customer, city)),
            rowan_as(city_sales, invoice_count,
                     rowan_count_of(rowan_col(invoice, id)))),
        .join = rowan_joins(rowan_left_join(invoice)),
        .group_by = rowan_by(rowan_col(customer, city)),
        .order_by = rowan_by(rowan_col(customer, city)));

    printf("invoices by city:\n");
    rowan_each(city_sales, row, rows)
        printf("  %-6s %" PRId64 "\n", row->city, row->invoice_count);
    return rows != NULL;
}

/* The same rows from SQL text: columns are found by their names. */
static bool
print_by_sql(rowan_session *session)
{
    city_sales **rows = rowan_sql(session, city_sales,
        "SELECT c.city AS city, count(*) AS invoice_count, i.total AS total"
        " FROM customers c JOIN invoices i ON i.customer_id = c.id"
        " WHERE c.city = :city GROUP BY c.city, i.total ORDER BY i.total",
        rowan_bind("city", "Oslo"));

    printf("totals in Oslo:\n");
    rowan_each(city_sales, row, rows)
        printf("  %8s\n", row->total.text);
    return rows != NULL;
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
        rowan_engine_open(argc > 1 ? argv[1] : "sqlite://", &err);
    rowan_session *session = rowan_session_open(engine, &err);
    int result = 0;

    if (session == NULL ||
        rowan_create_all(engine, ROWAN_MODELS(customer, invoice), &err) !=
            ROWAN_OK)
        result = fail(&err);
    else if (!fill(session) || !print_best_cities(session) ||
             !print_all_cities(session) || !print_by_sql(session))
        result = fail(rowan_session_error(session));

    rowan_session_close(session);
    rowan_engine_close(engine);
    return result;
}
