/* SPDX-License-Identifier: MIT */
/*
 * What a URL may say after its '?', and what libpq is told of it.
 *
 * libpq looks in the environment, in ~/.pgpass and in the service file for
 * what it is not told, and there is no switch against that. So unless env=on
 * it is told everything: for each variable that is set, a value that means
 * the same as none.
 */

#include "../shared/lookup.h"
#include "postgresql_priv.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file that cannot be, for those that libpq would look for at home. */
#define NO_FILE "/dev/null/none"

const rowan_option_info pg__options[PG_OPTION_COUNT + 1] = {
    {"prepare", "named|unnamed|off (default named)",
     "statements stay prepared on the server; off for poolers that change the "
     "session under a connection"},
    {"tls", "verify|insecure (default verify)",
     "certificates of hosts that are not local are verified; insecure takes "
     "any, or no encryption"},
    {"env", "off|on (default off)",
     "libpq may look at PG... variables, ~/.pgpass and service files"},
    {"target_session_attrs",
     "any|read-write|read-only|primary|standby|prefer-standby (default any)",
     "which of several hosts will do"},
    {"statement_timeout", "milliseconds", "the server ends longer statements"},
    {"lock_timeout", "milliseconds", "the server ends longer waits for locks"},
    {"idle_in_transaction_session_timeout", "milliseconds",
     "the server ends sessions that are idle in a transaction"},
    {"search_path", "schemas, separated by commas",
     "where names without a schema are looked for"},
    {"sslmode", "disable|allow|prefer|require|verify-ca|verify-full",
     "as libpq's (default verify-full, prefer for local hosts)"},
    {"application_name", "a name", "as the server lists the connection"},
    {"sslrootcert", "a file", "authorities (default the system's)"},
    {"sslcert", "a file", "the client's certificate"},
    {"sslkey", "a file", "its key"},
    {"sslpassword", "a text", "the key's password"},
    {"sslcrl", "a file", "revoked certificates"},
    {"sslcrldir", "a folder", "revoked certificates"},
    {"sslsni", "0|1 (default 1)", "the host's name goes out in clear"},
    {"ssl_min_protocol_version", "TLSv1.2|TLSv1.3 (default TLSv1.2)",
     "oldest protocol"},
    {"channel_binding", "disable|prefer|require (default prefer)",
     "the password's exchange is bound to the TLS channel"},
    {"requirepeer", "a user", "who must own a server behind a socket"},
    {"gssencmode", "disable|prefer|require (default disable)",
     "encryption by GSSAPI"},
    {"krbsrvname", "a name", "Kerberos service"},
    {"keepalives", "0|1 (default 1)", "TCP keepalives"},
    {"keepalives_idle", "seconds", "time before the first"},
    {"keepalives_interval", "seconds", "time between them"},
    {"keepalives_count", "a number", "how many may be lost"},
    {"tcp_user_timeout", "milliseconds",
     "how long sent data may stay unacknowledged"},
    {NULL, NULL, NULL},
};

/* Whether text is one of the words of "a|b|c (...)"; its place among them. */
static bool
find_word(const char *list, const char *text, int *ret_place)
{
    size_t size = strlen(text);

    for (int place = 0;; place++) {
        size_t word = strcspn(list, "| ");
        if (word == size && !memcmp(list, text, size)) {
            *ret_place = place;
            return true;
        }
        if (list[word] != '|')
            return false;
        list += word + 1;
    }
}

static bool
is_number(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return digits > 0 && digits <= 9 && !text[digits];
}

static rowan_status
take_option(const rowan_host *host, pg_option option, const char *value,
            pg_settings *settings, rowan_error *err)
{
    const rowan_option_info *info = &pg__options[option];
    bool is_right = *value != '\0';
    int place = 0;

    if (option <= PG_OPTION_TARGET || option == PG_OPTION_SSLMODE)
        is_right = find_word(info->values, value, &place);
    else if (option < PG_OPTION_SEARCH_PATH)
        is_right = is_number(value);
    if (!is_right)
        return plugin_fail(host, err, ROWAN_URL_INVALID,
                           "URL option %s=%.64s: allowed is %s", info->name,
                           option < PG_OPTION_OWN_COUNT ? value : "...",
                           info->values);
    settings->text[option] = value;
    if (option == PG_OPTION_PREPARE)
        settings->prepare = (pg_prepare)place;
    else if (option == PG_OPTION_TLS)
        settings->is_insecure = place == 1;
    else if (option == PG_OPTION_ENV)
        settings->uses_environment = place == 1;
    return ROWAN_OK;
}

rowan_status
pg__settings_parse(const rowan_host *host, const rowan_url_parts *url,
                   pg_settings *ret_settings, rowan_error *err)
{
    pg_settings settings = {.prepare = PG_PREPARE_NAMED};

    for (size_t i = 0; i < url->option_count; i++) {
        int option = 0;
        rowan_status status;

        while (pg__options[option].name &&
               strcmp(pg__options[option].name, url->options[i].key))
            option++;
        if (!pg__options[option].name)
            return plugin_fail(host, err, ROWAN_URL_INVALID,
                               "URL option %.64s is not known to the "
                               "postgresql driver",
                               url->options[i].key);
        status = take_option(host, (pg_option)option, url->options[i].value,
                             &settings, err);
        if (status)
            return status;
    }
    *ret_settings = settings;
    return ROWAN_OK;
}

/* --- what libpq is told --------------------------------------------------- */

static void
tell(pg_parameters *to, const char *keyword, const char *value)
{
    to->keywords[to->count] = keyword;
    to->values[to->count++] = value;
}

static bool
is_told(const pg_parameters *to, const char *keyword)
{
    for (int i = 0; i < to->count; i++)
        if (!strcmp(to->keywords[i], keyword))
            return true;
    return false;
}

static bool
is_local(const char *name)
{
    return *name == '/' || *name == '@' || lookup_is_loopback(name);
}

/* Where the server's socket is if no host is named: libpq's own default is
 * not to be had without PGHOST. */
static const char *
default_host(void)
{
    static const char *const folders[] = {"/run/postgresql",
                                          "/var/run/postgresql"};

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (access(folders[i], F_OK) == 0)
            return folders[i];
    return "/tmp";
}

static const char *
system_authorities(void)
{
    static const char *const files[] = {"/etc/ssl/certs/ca-certificates.crt",
                                        "/etc/pki/tls/cert.pem",
                                        "/etc/ssl/cert.pem"};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (access(files[i], R_OK) == 0)
            return files[i];
    return NULL;
}

static rowan_status
tell_who(const rowan_host *host, const rowan_url_parts *url,
         const pg_settings *settings, pg_parameters *to, rowan_error *err)
{
    const char *user = url->user;

    if (!user && !settings->uses_environment) {
        struct passwd entry, *found = NULL;
        char buffer[1024];

        if (getpwuid_r(geteuid(), &entry, buffer, sizeof buffer, &found) ||
            !found || strlen(found->pw_name) >= sizeof to->user)
            return plugin_fail(host, err, ROWAN_URL_INVALID,
                               "the URL names no user, and this process has "
                               "none");
        snprintf(to->user, sizeof to->user, "%s", found->pw_name);
        user = to->user;
    }
    if (user)
        tell(to, "user", user);
    if (url->password && *url->password)
        tell(to, "password", url->password);
    if (url->database || user)
        tell(to, "dbname", url->database ? url->database : user);
    return ROWAN_OK;
}

static rowan_status
tell_where(const rowan_host *host, const rowan_url_parts *url,
           const pg_settings *settings, size_t host_index, pg_parameters *to,
           rowan_error *err)
{
    const char *name = "";
    uint16_t port = 0;
    const char *sslmode = settings->text[PG_OPTION_SSLMODE];

    if (host_index < url->host_count) {
        name = url->hosts[host_index].host;
        port = url->hosts[host_index].port;
    }
    if (!*name && !settings->uses_environment)
        name = default_host();
    if (*name)
        tell(to, "host", name);
    if (port || !settings->uses_environment) {
        snprintf(to->port, sizeof to->port, "%u",
                 port ? (unsigned)port : 5432u);
        tell(to, "port", to->port);
    }
    if (!sslmode)
        sslmode = !*name || is_local(name) || settings->is_insecure
                      ? "prefer"
                      : "verify-full";
    tell(to, "sslmode", sslmode);
    if (!strncmp(sslmode, "verify-", 7) && !is_told(to, "sslrootcert")) {
        const char *file = system_authorities();
        if (!file)
            return plugin_fail(host, err, ROWAN_URL_INVALID,
                               "no authorities to verify %.100s by: give "
                               "sslrootcert=FILE, or tls=insecure",
                               name);
        tell(to, "sslrootcert", file);
    }
    return ROWAN_OK;
}

/* Values that mean the same as none. An empty one would be none to libpq, so
 * where there is no other, a variable that is set is refused. */
static const struct {
    const char *keyword, *value;
} neutral[] = {
    {"password", "no password was given"},
    {"channel_binding", "prefer"},
    {"options", " "},
    {"sslcompression", "0"},
    {"sslsni", "1"},
    {"ssl_min_protocol_version", "TLSv1.2"},
    {"ssl_max_protocol_version", "TLSv1.3"},
    {"krbsrvname", "postgres"},
    {"connect_timeout", "0"},
};

/* Files that libpq looks for at home. */
static const char *const files[] = {"passfile", "sslcert",   "sslkey",
                                    "sslcrl",   "sslcrldir", "sslrootcert"};

static bool
is_set(const char *variable)
{
    const char *value = variable ? getenv(variable) : NULL;

    return value && *value;
}

/* Takes its force from the variable of one of libpq's options. */
static bool
silence(pg_parameters *to, const PQconninfoOption *option)
{
    if (!is_set(option->envvar) || is_told(to, option->keyword))
        return true;
    for (size_t i = 0; i < sizeof neutral / sizeof *neutral; i++)
        if (!strcmp(neutral[i].keyword, option->keyword)) {
            tell(to, neutral[i].keyword, neutral[i].value);
            return true;
        }
    return false;
}

/* Which variables there are, libpq knows; but for this one, which is no option
 * and goes to the server by itself. Others of its kind are set right later. */
static rowan_status
silence_environment(const rowan_host *host, pg_parameters *to, rowan_error *err)
{
    PQconninfoOption *options = PQconndefaults();
    const char *heard = is_set("PGGEQO") ? "PGGEQO" : NULL;
    rowan_status status = ROWAN_OK;

    if (!options)
        return plugin_no_memory(host, err);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (!is_told(to, files[i]))
            tell(to, files[i], NO_FILE);
    for (const PQconninfoOption *each = options; each->keyword; each++)
        if (!silence(to, each))
            heard = each->envvar;
    if (heard)
        status = plugin_fail(host, err, ROWAN_URL_INVALID,
                             "%s is set, and libpq cannot be kept from obeying "
                             "it: unset it, or say env=on",
                             heard);
    PQconninfoFree(options);
    return status;
}

rowan_status
pg__parameters_make(const rowan_host *host, const rowan_url_parts *url,
                    const pg_settings *settings, size_t host_index,
                    const char *target, pg_parameters *ret_parameters,
                    rowan_error *err)
{
    pg_parameters *to = ret_parameters;
    rowan_status status;

    *to = (pg_parameters){.count = 0};
    for (int i = PG_OPTION_OWN_COUNT; i < PG_OPTION_COUNT; i++)
        if (i != PG_OPTION_SSLMODE && settings->text[i])
            tell(to, pg__options[i].name, settings->text[i]);
    tell(to, "client_encoding", "UTF8");
    tell(to, "target_session_attrs", target);
    if (!is_told(to, "application_name"))
        tell(to, "application_name", "rowan");
    if (!is_told(to, "gssencmode"))
        tell(to, "gssencmode", "disable");
    status = tell_who(host, url, settings, to, err);
    if (!status)
        status = tell_where(host, url, settings, host_index, to, err);
    if (!status && !settings->uses_environment)
        status = silence_environment(host, to, err);
    return status;
}
