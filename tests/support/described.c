/* SPDX-License-Identifier: MIT */
#include "described.h"

#include <rowan/value.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char line[16384];
static size_t used;

static void
begin(void)
{
    used = 0;
    line[0] = '\0';
}

static void
add(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void
add(const char *format, ...)
{
    va_list arguments;
    int size;

    va_start(arguments, format);
    size = vsnprintf(line + used, sizeof line - used, format, arguments);
    va_end(arguments);
    used += (size_t)size;
    if (used >= sizeof line)
        used = sizeof line - 1;
}

/* " word text", where there is a text. */
static void
add_text(const char *word, const char *text)
{
    if (text != NULL)
        add(" %s %s", word, text);
}

static void
add_flag(const char *word, uint32_t flag)
{
    if (flag)
        add(" %s", word);
}

static void
add_list(const char *open, const char *const *texts, uint32_t count,
         const char *comma, const char *close)
{
    add("%s", open);
    for (uint32_t i = 0; i < count; i++)
        add("%s%s", i > 0 ? comma : "", texts[i]);
    add("%s", close);
}

static void
add_options(const rowan_option *options, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        add(" %s=%s", options[i].name, options[i].value);
}

static void
add_sequence(const rowan_sequence_info *s)
{
    add("%lld by %lld in %lld..%lld, cache %lld", (long long)s->start,
        (long long)s->increment, (long long)s->minimum, (long long)s->maximum,
        (long long)s->cache);
    add_flag("cyclic", s->is_cyclic);
    add_flag("temporary", s->is_temporary);
}

static void
add_type(const rowan_type *type)
{
    bool is_known = type->kind != ROWAN_KIND_NULL;

    add("%s", is_known ? rowan_kind_name(type->kind) : "?");
    if (type->length > 0)
        add("(%d)", (int)type->length);
    if (type->precision > 0)
        add("(%d,%d)", (int)type->precision, (int)type->scale);
    if (type->label_count > 0)
        add_list(" {", type->labels, type->label_count, "|", "}");
    add_text("of", type->enum_name);
}

const char *
described_column(const rowan_column_info *c)
{
    static const char *const identities[] = {"", "identity by default",
                                             "identity always", "auto"};

    begin();
    if (c == NULL)
        return "(none)";
    add_type(c->type);
    add_text("as", c->native_type);
    add_text("in", c->type_schema);
    add_flag("not null", !c->is_nullable);
    add_text("default", c->default_sql);
    add_text(c->is_computed_stored ? "stored" : "virtual", c->computed_sql);
    add_flag(identities[c->identity], c->identity);
    if (c->sequence != NULL) {
        add(" from %s ", c->sequence->name ? c->sequence->name : "?");
        add_sequence(c->sequence);
    }
    add_text("collate", c->collation);
    add_text("comment", c->comment);
    return line;
}

static void
add_waiting(uint32_t is_deferrable, uint32_t is_deferred)
{
    add_flag("deferrable", is_deferrable);
    add_flag("deferred", is_deferred);
}

const char *
described_key(const rowan_key_info *key)
{
    begin();
    if (key == NULL)
        return "(none)";
    add_list("(", key->columns, key->column_count, ", ", ")");
    add_waiting(key->is_deferrable, key->is_initially_deferred);
    add_flag("nulls equal", key->nulls_equal);
    add_text("comment", key->comment);
    return line;
}

static void
add_action(const char *event, uint32_t action)
{
    static const char *const actions[] = {"no action", "restrict", "cascade",
                                          "set null", "set default"};

    if (action != ROWAN_NO_ACTION)
        add(" on %s %s", event, actions[action]);
}

const char *
described_foreign_key(const rowan_foreign_key_info *key)
{
    static const char *const matches[] = {"", "match full", "match partial"};

    begin();
    if (key == NULL)
        return "(none)";
    add_list("(", key->columns, key->column_count, ", ", ")");
    add(" -> %s.%s", key->target_schema, key->target_table);
    add_list("(", key->target_columns, key->column_count, ", ", ")");
    add_action("delete", key->on_delete);
    add_action("update", key->on_update);
    add_flag(matches[key->match], key->match);
    add_waiting(key->is_deferrable, key->is_initially_deferred);
    add_flag("unchecked", key->is_unchecked);
    add_text("comment", key->comment);
    return line;
}

const char *
described_check(const rowan_check_info *check)
{
    begin();
    if (check == NULL)
        return "(none)";
    add("%s", check->sql);
    add_flag("unchecked", check->is_unchecked);
    add_text("comment", check->comment);
    return line;
}

static void
add_part(const rowan_index_part *part)
{
    static const char *const orders[] = {"", "nulls first", "nulls last"};

    if (part->column != NULL)
        add("%s", part->column);
    else
        add("[%s]", part->expression);
    if (part->prefix_length > 0)
        add(" prefix %u", (unsigned)part->prefix_length);
    add_flag("desc", part->is_descending);
    add_flag(orders[part->nulls], part->nulls);
    add_text("collate", part->collation);
    add_text("operators", part->operators);
}

const char *
described_index(const rowan_index_info *index)
{
    static const char *const origins[] = {"", "primary key", "unique",
                                          "foreign key", "exclusion"};

    begin();
    if (index == NULL)
        return "(none)";
    add("%s(", index->is_unique ? "unique " : "");
    for (uint32_t i = 0; i < index->part_count; i++) {
        add("%s", i > 0 ? ", " : "");
        add_part(index->parts[i]);
    }
    add(")");
    if (index->included_count > 0)
        add_list(" include (", index->included, index->included_count, ", ",
                 ")");
    add_flag("nulls equal", index->nulls_equal);
    add_text("where", index->where_sql);
    add_text("using", index->method);
    if (index->origin != ROWAN_INDEX_OWN)
        add(" for %s %s", origins[index->origin],
            index->constraint ? index->constraint : "?");
    add_options(index->options, index->option_count);
    add_text("comment", index->comment);
    return line;
}

const char *
described_sequence(const rowan_sequence_info *sequence)
{
    begin();
    if (sequence == NULL)
        return "(none)";
    add_sequence(sequence);
    if (sequence->owner_table != NULL)
        add(", of %s.%s.%s", sequence->owner_schema, sequence->owner_table,
            sequence->owner_column);
    add_text("comment", sequence->comment);
    return line;
}

const char *
described_table(const rowan_table_info *table)
{
    begin();
    if (table == NULL)
        return "(none)";
    add("%s", table->kind == ROWAN_TABLE_BASE   ? "table"
              : table->kind == ROWAN_TABLE_VIEW ? "view"
                                                : "materialized view");
    add_flag("temporary", table->is_temporary);
    add_options(table->options, table->option_count);
    add_text("as", table->view_sql);
    add_text("comment", table->comment);
    return line;
}

const char *
described_enum(const rowan_enum_info *enumeration)
{
    begin();
    if (enumeration == NULL)
        return "(none)";
    add_list("{", enumeration->labels, enumeration->label_count, "|", "}");
    add_text("comment", enumeration->comment);
    return line;
}

const char *
described_names(const rowan_inspection *inspection)
{
    begin();
    for (uint32_t i = 0; i < inspection->table_count; i++) {
        const rowan_table_info *table = inspection->tables[i];
        bool is_default =
            strcmp(table->schema, inspection->default_schema) == 0;

        add("%s%s%s%s", i > 0 ? ", " : "", is_default ? "" : table->schema,
            is_default ? "" : ".", table->name);
    }
    return line;
}
