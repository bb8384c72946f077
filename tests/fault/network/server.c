/* SPDX-License-Identifier: MIT */
#include "server.h"

#include "harness.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MISSING = 77, PATIENCE_S = 60, MOST_ARGUMENTS = 64 };

server servers[] = {
    {.name = "postgresql", .durable = "-csynchronous_commit=on",
     .no_tls = "sslmode=disable",
     .tls = "sslmode=verify-full&sslrootcert=%s/ca.pem",
     .protocol = FRAMING_POSTGRESQL},
    {.name = "mariadb", .durable = "--innodb-flush-log-at-trx-commit=1",
     .no_tls = "tls=off", .tls = "tls=verify&tls_ca=%s/ca.pem",
     .protocol = FRAMING_MYSQL},
    {.name = NULL},
};

/* --- scripts ------------------------------------------------------------- */

/* Runs a server's script; its first line goes to text. The exit status. */
static int
run_script(const server *s, const char *verb, char *text, size_t size)
{
    char script[64], folder[64], command[1024];
    FILE *output;
    int status;

    snprintf(script, sizeof script, "support/server-%s.sh", s->name);
    snprintf(folder, sizeof folder, "server-%s", s->name);
    snprintf(command, sizeof command, "sh '%s' %s '%s'",
             harness_source_path(script), verb, harness_temp_path(folder));
    output = popen(command, "r");
    if (output == NULL)
        return -1;
    if (fgets(text, (int)size, output) == NULL)
        text[0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    status = pclose(output);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
stop_all(void)
{
    char text[256];

    for (server *s = servers; s->name != NULL; s++)
        if (s->url[0] != '\0')
            (void)run_script(s, "stop", text, sizeof text);
}

/* --- its process --------------------------------------------------------- */

/* The inode of the socket that listens on a port of the loopback, or 0. */
static uintmax_t
find_listener(uint16_t port)
{
    FILE *table = fopen("/proc/net/tcp", "r");
    uintmax_t found = 0, inode;
    char line[512];
    unsigned listens_on, state;

    while (table != NULL && fgets(line, sizeof line, table) != NULL)
        if (sscanf(line, " %*d: %*8X:%4X %*8X:%*4X %2X %*s %*s %*s %*d %*d %ju",
                   &listens_on, &state, &inode) == 3 &&
            listens_on == port && state == 0x0A)
            found = inode;
    if (table != NULL)
        fclose(table);
    return found;
}

static bool
holds_socket(const char *process, uintmax_t inode)
{
    char path[300], wanted[64], target[64];
    struct dirent *entry;
    bool found = false;
    DIR *folder;

    snprintf(path, sizeof path, "/proc/%.20s/fd", process);
    snprintf(wanted, sizeof wanted, "socket:[%ju]", inode);
    folder = opendir(path);
    while (folder != NULL && !found && (entry = readdir(folder)) != NULL) {
        ssize_t size =
            readlinkat(dirfd(folder), entry->d_name, target, sizeof target);

        found = size == (ssize_t)strlen(wanted) &&
                memcmp(target, wanted, (size_t)size) == 0;
    }
    if (folder != NULL)
        closedir(folder);
    return found;
}

/* The process that listens on a port: the oldest, if children share it. */
static pid_t
find_process(uint16_t port)
{
    uintmax_t inode = find_listener(port);
    DIR *folder = opendir("/proc");
    struct dirent *entry;
    pid_t found = 0;

    while (inode != 0 && folder != NULL && (entry = readdir(folder)) != NULL) {
        pid_t process = (pid_t)strtol(entry->d_name, NULL, 10);

        if (process > 1 && (found == 0 || process < found) &&
            holds_socket(entry->d_name, inode))
            found = process;
    }
    if (folder != NULL)
        closedir(folder);
    return found;
}

/* --- starting ------------------------------------------------------------ */

/* Certificates for both servers; "" without openssl. */
static const char *
certificates(void)
{
    static char folder[300];
    char command[900];

    if (folder[0] != '\0')
        return folder;
    snprintf(folder, sizeof folder, "%s", harness_temp_path("tls"));
    snprintf(command, sizeof command,
             "mkdir -p '%s' && sh '%s' '%s' 2>/dev/null", folder,
             harness_source_path("support/certificates.sh"), folder);
    if (system(command) != 0)
        folder[0] = '\0';
    return folder;
}

/* Some servers must know from the start that they are to speak TLS. */
static void
offer_tls(void)
{
    const char *folder = certificates();
    char arguments[1000];

    if (folder[0] == '\0')
        return;
    snprintf(arguments, sizeof arguments,
             "--ssl-ca=%s/ca.pem --ssl-cert=%s/good.pem --ssl-key=%s/key.pem",
             folder, folder, folder);
    setenv("MARIADB_ARGUMENTS", arguments, 1);
}

static void
start(server *s)
{
    char text[256];
    const char *port;
    int status;

    /* Its daemons become children of ours, so that one that was killed is
     * really gone once it is waited for. */
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1);
    offer_tls();
    status = run_script(s, "start", text, sizeof text);
    if (status != 0) {
        snprintf(s->missing, sizeof s->missing,
                 status == MISSING ? "there is no %s server on this machine"
                                   : "the %s server does not start",
                 s->name);
        CHECK_INT(status, MISSING);
        return;
    }
    snprintf(s->url, sizeof s->url, "%s", text);
    port = strstr(s->url, "127.0.0.1:");
    if (port != NULL)
        s->port = (uint16_t)strtol(port + strlen("127.0.0.1:"), NULL, 10);
    s->process = find_process(s->port);
    if (s->process == 0)
        FAIL("the process of the %s server cannot be found", s->name);
}

static void
look_for_plugin(server *s)
{
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open(s->url, &err);

    if (engine == NULL) {
        snprintf(s->missing, sizeof s->missing, "%.200s", err.message);
        CHECK_INT(err.status, ROWAN_PLUGIN_NOT_FOUND);
    }
    rowan_engine_close(engine);
}

server *
server_get(const char *name, const char **ret_why)
{
    static bool is_at_exit;
    server *s = servers;

    while (strcmp(s->name, name) != 0)
        s++;
    if (!is_at_exit)
        is_at_exit = atexit(stop_all) == 0;
    if (s->url[0] == '\0' && s->missing[0] == '\0') {
        start(s);
        if (s->missing[0] == '\0')
            look_for_plugin(s);
    }
    *ret_why = s->missing;
    return s->missing[0] == '\0' ? s : NULL;
}

/* Runs statements one after the other, each by itself. */
static bool
run_all(rowan_engine *engine, const char *const *statements)
{
    rowan_connection *connection = NULL;
    rowan_status status =
        rowan_connection_acquire(engine, PATIENCE_S * 1000, &connection, NULL);

    for (; status == ROWAN_OK && *statements != NULL; statements++)
        status = rowan_connection_query(connection, *statements, NULL, NULL,
                                        NULL);
    rowan_connection_release(connection);
    return status == ROWAN_OK;
}

/* The server takes only a key of its own user's, in a folder of its own. */
static bool
show_certificate(rowan_engine *engine, const char *folder)
{
    char command[1500], where[300], certificate[600], key[600];
    const char *const statements[] = {
        certificate, key, "ALTER SYSTEM SET ssl = on",
        "SELECT pg_reload_conf()", NULL};
    FILE *output;

    snprintf(command, sizeof command,
             "where=$(cat '%s/where') && mkdir -p $where/tls && "
             "cp '%s/good.pem' '%s/key.pem' $where/tls && "
             "{ [ $(id -u) != 0 ] || chown -R postgres $where/tls; } && "
             "echo $where/tls",
             harness_temp_path("server-postgresql"), folder, folder);
    output = popen(command, "r");
    if (output == NULL || fscanf(output, "%299s", where) != 1)
        where[0] = '\0';
    if (output == NULL || pclose(output) != 0)
        return false;
    snprintf(certificate, sizeof certificate,
             "ALTER SYSTEM SET ssl_cert_file = '%s/good.pem'", where);
    snprintf(key, sizeof key, "ALTER SYSTEM SET ssl_key_file = '%s/key.pem'",
             where);
    return run_all(engine, statements);
}

bool
server_tls(server *s, rowan_engine *engine, bool is_on, char *ret_folder,
           size_t size, const char **ret_why)
{
    static const char *const off[] = {"ALTER SYSTEM SET ssl = off",
                                      "SELECT pg_reload_conf()", NULL};
    const char *folder = certificates();

    *ret_why = "certificates (openssl)";
    if (folder[0] == '\0')
        return false;
    snprintf(ret_folder, size, "%s", folder);
    *ret_why = "a server that can be told to speak TLS";
    if (s->protocol != FRAMING_POSTGRESQL)
        return true;
    if (!(is_on ? show_certificate(engine, folder) : run_all(engine, off)))
        return false;
    usleep(500000); /* it reads its settings a little later */
    return true;
}

void
server_url(const server *s, const char *host, uint16_t port,
           const char *options, char *ret_url, size_t size)
{
    const char *address = strstr(s->url, "127.0.0.1:");
    const char *rest = strchr(address, '/');

    snprintf(ret_url, size, "%.*s%s:%u%s%s%s", (int)(address - s->url), s->url,
             host, (unsigned)port, rest, options[0] != '\0' ? "?" : "",
             options);
}

/* --- death and return ---------------------------------------------------- */

/* How to run a process again: read from /proc while it lives. */
typedef struct recipe {
    char program[300], folder[300];
    char arguments[8192];
    uid_t user;
    gid_t group;
} recipe;

static recipe recipes[2];

static bool
read_link(pid_t process, const char *name, char *text, size_t size)
{
    char path[64];
    ssize_t length;

    snprintf(path, sizeof path, "/proc/%d/%s", (int)process, name);
    length = readlink(path, text, size - 1);
    text[length > 0 ? length : 0] = '\0';
    return length > 0;
}

static bool
read_recipe(pid_t process, recipe *r)
{
    char path[64];
    struct stat info;
    ssize_t size;
    int fd;

    snprintf(path, sizeof path, "/proc/%d/cmdline", (int)process);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    size = read(fd, r->arguments, sizeof r->arguments - 2);
    close(fd);
    snprintf(path, sizeof path, "/proc/%d", (int)process);
    if (size <= 0 || stat(path, &info) != 0)
        return false;
    r->arguments[size] = r->arguments[size + 1] = '\0';
    r->user = info.st_uid;
    r->group = info.st_gid;
    return read_link(process, "exe", r->program, sizeof r->program) &&
           read_link(process, "cwd", r->folder, sizeof r->folder);
}

/* In a child: becomes the server. */
static _Noreturn void
become(const recipe *r, const char *durable)
{
    char *arguments[MOST_ARGUMENTS + 2];
    char text[sizeof r->arguments];
    int count = 0;
    int nowhere = open("/dev/null", O_RDWR);

    memcpy(text, r->arguments, sizeof text);
    for (char *at = text; *at != '\0' && count < MOST_ARGUMENTS;
         at += strlen(at) + 1)
        arguments[count++] = at;
    arguments[count++] = (char *)(uintptr_t)durable;
    arguments[count] = NULL;
    for (int fd = 0; fd < 3; fd++)
        dup2(nowhere, fd);
    for (int fd = 3; fd < 1024; fd++)
        close(fd);
    setsid();
    if (getuid() == 0 &&
        (setgroups(0, NULL) != 0 || setgid(r->group) != 0 ||
         setuid(r->user) != 0))
        _exit(126);
    if (chdir(r->folder) == 0)
        execv(r->program, arguments);
    _exit(127);
}

/* The children of a process; their number. */
static size_t
list_children(pid_t process, pid_t *children, size_t most)
{
    char path[64];
    size_t count = 0;
    int child;
    FILE *list;

    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)process,
             (int)process);
    list = fopen(path, "r");
    while (list != NULL && count < most && fscanf(list, "%d", &child) == 1)
        children[count++] = (pid_t)child;
    if (list != NULL)
        fclose(list);
    return count;
}

static void
bury(pid_t process)
{
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR)
        ;
}

void
server_kill(server *s)
{
    pid_t children[512];
    size_t count;

    if (!read_recipe(s->process, &recipes[s - servers]))
        return;
    /* Stopped first, so that it does not see its children die. */
    kill(s->process, SIGSTOP);
    count = list_children(s->process, children,
                          sizeof children / sizeof children[0]);
    for (size_t i = 0; i < count; i++)
        kill(children[i], SIGKILL);
    kill(s->process, SIGKILL);
    bury(s->process);
    for (size_t i = 0; i < count; i++)
        bury(children[i]); /* they are ours now */
}

bool
server_restart(server *s)
{
    pid_t process = fork();

    if (process == 0)
        become(&recipes[s - servers], s->durable);
    s->process = process;
    return process > 0;
}

/* Whether the server has given up, of itself; it is buried then. */
static bool
has_ended(const server *s)
{
    return waitpid(s->process, NULL, WNOHANG) == s->process;
}

/* Why it does not come back. */
static void
show_log(const server *s)
{
    char folder[64], command[1024];

    snprintf(folder, sizeof folder, "server-%s", s->name);
    snprintf(command, sizeof command,
             "cd '%s' && tail -n 12 *.log $(cat where 2>/dev/null)/*.log "
             "2>/dev/null | sed 's/^/    /'",
             harness_temp_path(folder));
    fflush(stdout);
    if (system(command) != 0)
        printf("    %s left no log\n", s->name);
}

/* As a supervisor does: whoever ends is started again. */
bool
server_wait(server *s, rowan_engine *engine)
{
    for (int i = 0; i < PATIENCE_S * 20; i++) {
        rowan_connection *conn = NULL;

        if (rowan_connection_acquire(engine, 1000, &conn, NULL) == ROWAN_OK) {
            bool is_there = rowan_connection_ping(conn, NULL) == ROWAN_OK;

            rowan_connection_release(conn);
            if (is_there)
                return true;
        }
        if (has_ended(s)) {
            printf("    %s did not start:\n", s->name);
            show_log(s);
            if (!server_restart(s))
                return false;
        }
        usleep(50000);
    }
    show_log(s);
    return false;
}
