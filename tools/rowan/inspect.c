/* SPDX-License-Identifier: MIT */
/* rowan inspect: the tables of a database, for people or for programs. */
#include "look.h"

#include <string.h>

/* --- columns -------------------------------------------------------------- */

/* Characters, not bytes: what follows in the line shall stand in one place. */
static int
width_of(const char *text)
{
    int width = 0;

    for (; *text != '\0'; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static void
print_padded(const char *text, int width)
{
    (void)printf("%s%*s", text, width - width_of(text), "");
}

static const char *
native_type(const rowan_column_info *column)
{
    return column->native_type != NULL ? column->native_type : "";
}

static bool
has_notes(const rowan_column_info *column)
{
    return !column->is_nullable || column->identity != ROWAN_IDENTITY_NONE ||
           column->default_sql != NULL || column->computed_sql != NULL ||
           column->collation != NULL ||
           (column->comment != NULL && *column->comment != '\0');
}

static void
print_notes(const rowan_column_info *column)
{
    if (!column->is_nullable)
        (void)fputs("  not null", stdout);
    if (column->identity != ROWAN_IDENTITY_NONE)
        (void)fputs("  generated", stdout);
    else if (column->default_sql != NULL)
        (void)printf("  default %s", column->default_sql);
    if (column->computed_sql != NULL)
        (void)printf("  = %s%s", column->computed_sql,
                     column->is_computed_stored ? " (stored)" : "");
    if (column->collation != NULL)
        (void)printf("  collate %s", column->collation);
    if (column->comment != NULL && *column->comment != '\0')
        (void)printf("  -- %s", column->comment);
}

static void
print_columns(const rowan_table_info *table)
{
    int name = 0, type = 0;

    for (uint32_t i = 0; i < table->column_count; i++) {
        const rowan_column_info *column = table->columns[i];

        if (width_of(column->name) > name)
            name = width_of(column->name);
        if (width_of(native_type(column)) > type)
            type = width_of(native_type(column));
    }
    for (uint32_t i = 0; i < table->column_count; i++) {
        (void)fputs("    ", stdout);
        print_padded(table->columns[i]->name, name + 2);
        if (has_notes(table->columns[i]))
            print_padded(native_type(table->columns[i]), type);
        else
            (void)fputs(native_type(table->columns[i]), stdout);
        print_notes(table->columns[i]);
        (void)putchar('\n');
    }
}

/* --- keys ----------------------------------------------------------------- */

/* "  foreign key fk_a (a, b)". */
static void
print_key(const char *what, const char *name, const char *const *columns,
          uint32_t count)
{
    (void)printf("  %s", what);
    if (name != NULL)
        (void)printf(" %s", name);
    (void)fputs(" (", stdout);
    for (uint32_t i = 0; i < count; i++)
        (void)printf("%s%s", i > 0 ? ", " : "", columns[i]);
    (void)putchar(')');
}

static void
print_nulls(uint32_t nulls_equal)
{
    (void)fputs(nulls_equal ? " nulls not distinct" : "", stdout);
}

static void
print_foreign_key(const look *l, const rowan_foreign_key_info *key)
{
    print_key("foreign key", key->name, key->columns, key->column_count);
    (void)fputs(" to ", stdout);
    look_print_name(stdout, l, key->target_schema, key->target_table);
    (void)fputs(" (", stdout);
    for (uint32_t i = 0; i < key->column_count; i++)
        (void)printf("%s%s", i > 0 ? ", " : "", key->target_columns[i]);
    (void)putchar(')');
    if (look_action(key->on_delete) != NULL)
        (void)printf(" on delete %s", look_action(key->on_delete));
    if (look_action(key->on_update) != NULL)
        (void)printf(" on update %s", look_action(key->on_update));
    if (key->is_initially_deferred)
        (void)fputs(" initially deferred", stdout);
    else if (key->is_deferrable)
        (void)fputs(" deferrable", stdout);
    (void)putchar('\n');
}

static void
print_index(const rowan_index_info *index)
{
    (void)printf("  %s%s %s (",
                 index->origin == ROWAN_INDEX_EXCLUSION ? "exclusion " : "",
                 index->is_unique ? "unique index" : "index", index->name);
    for (uint32_t i = 0; i < index->part_count; i++) {
        const rowan_index_part *part = index->parts[i];

        (void)printf("%s%s", i > 0 ? ", " : "",
                     part->column != NULL ? part->column : part->expression);
        if (part->prefix_length > 0)
            (void)printf("(%u)", part->prefix_length);
        (void)fputs(part->is_descending ? " desc" : "", stdout);
    }
    (void)putchar(')');
    print_nulls(index->nulls_equal);
    for (uint32_t i = 0; i < index->included_count; i++)
        (void)printf("%s%s", i > 0 ? ", " : " including ", index->included[i]);
    if (index->where_sql != NULL)
        (void)printf(" where %s", index->where_sql);
    if (index->method != NULL && strcmp(index->method, "btree") != 0)
        (void)printf(" using %s", index->method);
    (void)putchar('\n');
}

static void
print_constraints(const look *l, const rowan_table_info *table)
{
    const rowan_key_info *key = table->primary_key;

    if (key != NULL) {
        print_key("primary key", key->name, key->columns, key->column_count);
        (void)putchar('\n');
    }
    for (uint32_t i = 0; i < table->unique_count; i++) {
        key = table->uniques[i];
        print_key("unique", key->name, key->columns, key->column_count);
        print_nulls(key->nulls_equal);
        (void)putchar('\n');
    }
    for (uint32_t i = 0; i < table->foreign_key_count; i++)
        print_foreign_key(l, table->foreign_keys[i]);
    for (uint32_t i = 0; i < table->check_count; i++)
        (void)printf(
            "  check%s%s: %s\n", table->checks[i]->name != NULL ? " " : "",
            table->checks[i]->name != NULL ? table->checks[i]->name : "",
            table->checks[i]->sql);
    for (uint32_t i = 0; i < table->index_count; i++)
        if (table->indexes[i]->origin == ROWAN_INDEX_OWN ||
            table->indexes[i]->origin == ROWAN_INDEX_EXCLUSION)
            print_index(table->indexes[i]);
}

/* --- tables --------------------------------------------------------------- */

static void
print_table(const look *l, const rowan_table_info *table)
{
    static const char *const kinds[] = {
        [ROWAN_TABLE_BASE] = "table",
        [ROWAN_TABLE_VIEW] = "view",
        [ROWAN_TABLE_MATERIALIZED_VIEW] = "materialized view",
    };

    (void)printf("\n%s ", kinds[table->kind]);
    look_print_name(stdout, l, table->schema, table->name);
    for (uint32_t i = 0; i < table->option_count; i++)
        (void)printf("%s%s=%s", i > 0 ? ", " : "  [", table->options[i].name,
                     table->options[i].value);
    (void)fputs(table->option_count > 0 ? "]" : "", stdout);
    if (table->comment != NULL && *table->comment != '\0')
        (void)printf("  -- %s", table->comment);
    (void)putchar('\n');
    print_columns(table);
    print_constraints(l, table);
    if (table->view_sql != NULL)
        (void)printf("  as %s\n", table->view_sql);
}

static void
print_circles(const look *l)
{
    const rowan_inspection *in = l->inspection;

    for (uint32_t i = 0; i < in->cycle_key_count; i++) {
        const rowan_cycle_key *cycle = &in->cycle_keys[i];

        (void)fputs(i == 0 ? "\ncircles of foreign keys are closed by\n" : "",
                    stdout);
        (void)fputs("    ", stdout);
        look_print_name(stdout, l, cycle->table->schema, cycle->table->name);
        (void)printf(" (%s", cycle->key->columns[0]);
        for (uint32_t j = 1; j < cycle->key->column_count; j++)
            (void)printf(", %s", cycle->key->columns[j]);
        (void)fputs(")\n", stdout);
    }
}

static void
print_page(const look *l)
{
    const rowan_inspection *in = l->inspection;

    (void)printf("%s %s, %s: %u table%s and view%s\n", l->server.name,
                 l->server.text,
                 l->options.all_schemas      ? "all schemas"
                 : l->options.schema != NULL ? l->options.schema
                                             : in->default_schema,
                 in->table_count, in->table_count == 1 ? "" : "s",
                 in->table_count == 1 ? "" : "s");
    for (uint32_t i = 0; i < in->table_count; i++)
        print_table(l, in->tables[i]);
    for (uint32_t i = 0; i < in->sequence_count; i++) {
        const rowan_sequence_info *sequence = in->sequences[i];

        if (sequence->owner_table != NULL)
            continue; /* a part of its column */
        (void)fputs("\nsequence ", stdout);
        look_print_name(stdout, l, sequence->schema, sequence->name);
        (void)printf("  from %lld by %lld\n", (long long)sequence->start,
                     (long long)sequence->increment);
    }
    print_circles(l);
}

static int
run(const tool_command *self, int argc, char **argv)
{
    look l;
    int status = TOOL_OK;

    if (look_begin(&l, self, argc, argv, LOOK_JSON, &status))
        return status;
    if (l.json)
        status = look_write_json(&l);
    else
        print_page(&l);
    look_done(&l);
    return tool_finish_output(status);
}

const tool_command tool_command_inspect = {
    .name = "inspect",
    .arguments = "[--json] [--schema NAME | --all-schemas] [--table NAME]... "
                 "[URL]",
    .summary = "Show the tables of a database",
    .details =
        "\n"
        "Columns, keys, checks, indexes and views, as the database itself "
        "tells\n"
        "them. Without URL, the one of the environment's ROWAN_URL is taken.\n"
        "\n"
        "  --json          for programs: one object\n"
        "  --schema NAME   this schema instead of the default one\n"
        "  --all-schemas   all but the database's own\n"
        "  --table NAME    only this table or view; may be given again\n",
    .run = run,
};
