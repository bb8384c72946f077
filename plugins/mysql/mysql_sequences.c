/* SPDX-License-Identifier: MIT */
/*
 * Sequences, which MariaDB has and MySQL has not. The numbers of one are in no
 * table of the catalogue but in its own, so that all of them are read in one
 * question: a union of their tables. Who may not read one of them, or when one
 * of them vanishes, gets them without numbers.
 */

#include "mysql_catalog.h"

static mysql_sequence *
sequence_new(const mysql_catalog *catalog, const char *schema, const char *name)
{
    size_t schema_size = strlen(schema) + 1, name_size = strlen(name) + 1;
    mysql_sequence *sequence = catalog->reflection->host->allocate(
        sizeof *sequence + schema_size + name_size);
    char *texts;

    if (!sequence)
        return NULL;
    texts = (char *)(sequence + 1);
    *sequence = (mysql_sequence){
        .schema = memcpy(texts, schema, schema_size),
        .name = memcpy(texts + schema_size, name, name_size)};
    return sequence;
}

/* What belongs to a table asks for no sequences of their own. */
rowan_status
mysql__sequence_found(mysql_catalog *catalog, const char *schema,
                      const char *name, rowan_error *err)
{
    const rowan_reflection *reflection = catalog->reflection;
    mysql_sequence *sequence;

    if (!(reflection->parts & ROWAN_INSPECT_SEQUENCES) ||
        reflection->table_count)
        return ROWAN_OK;
    sequence = sequence_new(catalog, schema, name);
    if (!sequence)
        return plugin_no_memory(reflection->host, err);
    sequence->next = catalog->sequences;
    catalog->sequences = sequence;
    return ROWAN_OK;
}

void
mysql__sequences_done(mysql_catalog *catalog)
{
    mysql_sequence *sequence;

    while ((sequence = catalog->sequences) != NULL) {
        catalog->sequences = sequence->next;
        catalog->reflection->host->release(sequence);
    }
}

/* --- the question --------------------------------------------------------- */

/* SELECT 0, t.* FROM `schema`.`name` t: a table of one row. The number finds
 * the sequence again. A name that cannot be written is left out. */
static void
add_select(const rowan_reflection *reflection, rowan_buffer *sql,
           const mysql_sequence *sequence, int64_t number)
{
    const rowan_host *host = reflection->host;
    rowan_buffer *name = host->buffer_create();
    rowan_error ignored = {0};

    if (name &&
        !host->buffer_identifier(name, reflection->dialect, sequence->schema,
                                 &ignored)) {
        host->buffer_text(name, ".");
        if (!host->buffer_identifier(name, reflection->dialect, sequence->name,
                                     &ignored) &&
            host->buffer_get(name)) {
            if (*host->buffer_get(sql))
                host->buffer_text(sql, " UNION ALL ");
            host->buffer_text(sql, "SELECT ");
            host->buffer_int(sql, number);
            host->buffer_text(sql, ", start_value, increment, minimum_value,"
                                   " maximum_value, cache_size, cycle_option"
                                   " FROM ");
            host->buffer_text(sql, host->buffer_get(name));
        }
    }
    host->buffer_destroy(name);
}

static rowan_status
tell(const rowan_reflection *reflection, mysql_sequence *sequence,
     const rowan_value *cells, rowan_error *err)
{
    rowan_sequence_info info = {
        .size = sizeof info,
        .schema = sequence->schema,
        .name = sequence->name,
    };

    sequence->is_told = true;
    if (cells) {
        info.start = mysql__cell_number(&cells[1]);
        info.increment = mysql__cell_number(&cells[2]);
        info.minimum = mysql__cell_number(&cells[3]);
        info.maximum = mysql__cell_number(&cells[4]);
        info.cache = mysql__cell_number(&cells[5]);
        info.is_cyclic = mysql__cell_number(&cells[6]) != 0;
    }
    return (rowan_status)reflection->calls->add_sequence(reflection->host_side,
                                                         &info, err);
}

static int32_t
sequence_row(const rowan_reflection *reflection, void *context,
             const rowan_value *cells, rowan_error *err)
{
    mysql_catalog *catalog = context;
    int64_t number = mysql__cell_number(&cells[0]);
    mysql_sequence *sequence = catalog->sequences;

    while (sequence && number--)
        sequence = sequence->next;
    return sequence ? tell(reflection, sequence, cells, err) : ROWAN_OK;
}

static rowan_status
ask(mysql_catalog *catalog, const char *sql, rowan_error *err)
{
    static const uint32_t wanted[] = {
        ROWAN_KIND_INT64, ROWAN_KIND_INT64, ROWAN_KIND_INT64, ROWAN_KIND_INT64,
        ROWAN_KIND_INT64, ROWAN_KIND_INT64, ROWAN_KIND_INT64};
    const rowan_reflect_query query = {
        .size = sizeof query,
        .column_count = sizeof wanted / sizeof *wanted,
        .sql = sql,
        .wanted = wanted,
        .row = sequence_row,
    };
    const rowan_reflection *reflection = catalog->reflection;

    return (rowan_status)reflection->calls->run(reflection->host_side, &query,
                                                NULL, 0, catalog, err);
}

/* Whether the failure is one of a sequence, and not of the connection. */
static bool
is_of_sequence(rowan_status status)
{
    return status == ROWAN_DENIED || status == ROWAN_NO_SUCH_TABLE;
}

static rowan_status
ask_numbers(mysql_catalog *catalog, rowan_error *err)
{
    const rowan_reflection *reflection = catalog->reflection;
    const rowan_host *host = reflection->host;
    rowan_buffer *sql = host->buffer_create();
    rowan_error failure = {0};
    rowan_status status = ROWAN_NO_MEMORY;
    int64_t number = 0;

    for (const mysql_sequence *s = catalog->sequences; sql && s; s = s->next)
        add_select(reflection, sql, s, number++);
    if (!sql || !host->buffer_get(sql))
        status = plugin_no_memory(host, &failure);
    else
        status = *host->buffer_get(sql)
                     ? ask(catalog, host->buffer_get(sql), &failure)
                     : ROWAN_OK;
    host->buffer_destroy(sql);
    if (is_of_sequence(status))
        return ROWAN_OK;
    if (status && err)
        *err = failure;
    return status;
}

rowan_status
mysql__sequences_tell(mysql_catalog *catalog, rowan_error *err)
{
    rowan_status status = ROWAN_OK;

    if (catalog->sequences)
        status = ask_numbers(catalog, err);
    for (mysql_sequence *s = catalog->sequences; !status && s; s = s->next)
        if (!s->is_told)
            status = tell(catalog->reflection, s, NULL, err);
    return status;
}
