/* SPDX-License-Identifier: MIT */
/* What the modules on reflection share: tables to look at. */
#ifndef ROWAN_CONFORMANCE_REFLECTION_H
#define ROWAN_CONFORMANCE_REFLECTION_H

#include "conformance.h"

/*
 * Three tables that refer to each other, made in the default schema and, for
 * those who ask, in one of the trial's:
 *
 *   conformance_users      user_id (key), test1, test2, parent_user_id -> users
 *   conformance_emails     address_id (key email_ad_pk), remote_user_id ->
 *                          users, email_address (indexed)
 *   conformance_dingalings dingaling_id (key), address_id -> emails,
 *                          id_user -> users (fk_dingaling_user), data;
 *                          unique (zz_dingalings): address_id, dingaling_id;
 *                          check (ck_dingalings): id_user > 0
 */
void reflection_create(trial *t);
void reflection_create_in_schema(trial *t); /* those, too */
/* A view of each of the first two, NAME_v. schema: NULL or TRIAL_SCHEMA. */
void reflection_create_views(trial *t, const char *schema);

/* Calls a function for the default schema, and for another one if the database
 * has schemas; the tables are there. */
void reflection_in_each_schema(trial *t,
                               void (*look)(trial *t, const char *schema));

/* "schema.name", or the name where schema is NULL. */
const char *reflection_name(trial *t, const char *schema, const char *name);
/* The schema that info structs name for one that was asked for. */
const char *reflection_told(trial *t, const char *schema);

/* The name of a model's table as the dialect writes it. */
const char *reflection_quoted(trial *t, const rowan_model *model);

/* Names of columns, joined by ", ". */
const char *reflection_join(trial *t, const char *const *names,
                            uint32_t count);
const char *reflection_columns(trial *t, const rowan_table_info *table);
const char *reflection_parts(trial *t, const rowan_index_info *index);
/* The names of tables of some kinds, joined; of the trial's only. */
const char *reflection_tables(trial *t, const rowan_inspection *inspection,
                              uint32_t kinds);

/* The foreign key, unique constraint or index over columns ("a, b"), or NULL;
 * for databases that do not keep every name. */
const rowan_foreign_key_info *reflection_foreign_key(
    trial *t, const rowan_table_info *table, const char *columns);
const rowan_key_info *reflection_unique(trial *t,
                                        const rowan_table_info *table,
                                        const char *columns);
/* An index that was made by itself. */
const rowan_index_info *reflection_index(trial *t,
                                         const rowan_table_info *table,
                                         const char *columns);
/* A text without blanks and quotes of names, in lower case: what expressions
 * keep when a database writes them in its own way. */
const char *reflection_squeeze(trial *t, const char *sql);

#endif
