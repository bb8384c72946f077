/* SPDX-License-Identifier: MIT */
/*
 * A dialect for Rowan that reaches its databases through ODBC: the example of
 * docs/guide/writing-a-dialect.md. It knows two of them well, SQLite and
 * PostgreSQL, and treats any other by the standard.
 */
#include "odbc.h"

SQLHENV odbc_environment;

/* The driver manager wants one environment a process. */
static int32_t
initialize(const rowan_host *host, rowan_error *err)
{
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE,
                                      &odbc_environment)))
        return odbc_fail(host, ROWAN_NO_MEMORY, err,
                         "the ODBC driver manager gives no environment");
    SQLSetEnvAttr(odbc_environment, SQL_ATTR_ODBC_VERSION,
                  (SQLPOINTER)SQL_OV_ODBC3, 0);
    return ROWAN_OK;
}

static void
finalize(void)
{
    SQLFreeHandle(SQL_HANDLE_ENV, odbc_environment);
    odbc_environment = SQL_NULL_HENV;
}

static const rowan_plugin plugin = {
    .size = sizeof(rowan_plugin),
    .abi_minor = ROWAN_PLUGIN_ABI_MINOR,
    .name = "odbc",
    .version = "0.1",
    .description = "databases behind ODBC: SQLite, PostgreSQL, others",
    .dialect = &odbc_dialect,
    .driver = &odbc_driver,
    .catalog = &odbc_catalog,
    .flavours = odbc_flavours,
    .initialize = initialize,
    .finalize = finalize,
};

ROWAN_PLUGIN_ENTRY(odbc)
{
    (void)host; /* connections get it as they are made */
    return &plugin;
}
