/* SPDX-License-Identifier: MIT */
/*
 * rowan diagram: a picture of the tables. This writes the text of a graph
 * (DOT); graphviz's dot program, if it is asked for another format, draws it.
 *
 * Names are written in labels only, with what HTML reserves as entities; nodes
 * and ports are numbers.
 */
#include "look.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define INK "#1f2d3d"
#define TABLE_COLOR "#2f5d8a"
#define VIEW_COLOR "#7a8794"
#define STRIPE "#f4f7fa"
#define FAINT "#6b7785"

/* --- texts -------------------------------------------------------------------
 */

static void
put(FILE *file, const char *text)
{
    for (; *text != '\0'; text++)
        switch (*text) {
        case '&':
            (void)fputs("&amp;", file);
            break;
        case '<':
            (void)fputs("&lt;", file);
            break;
        case '>':
            (void)fputs("&gt;", file);
            break;
        case '"':
            (void)fputs("&quot;", file);
            break;
        default:
            (void)fputc((unsigned char)*text < ' ' ? ' ' : *text, file);
        }
}

static uint32_t
place_of(const rowan_inspection *in, const char *schema, const char *name)
{
    for (uint32_t i = 0; i < in->table_count; i++)
        if (strcmp(in->tables[i]->name, name) == 0 &&
            strcmp(in->tables[i]->schema, schema) == 0)
            return i;
    return in->table_count;
}

static uint32_t
port_of(const rowan_table_info *table, const char *column)
{
    for (uint32_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i]->name, column) == 0)
            return i;
    return 0;
}

/* --- tables ------------------------------------------------------------------
 */

static bool
in_foreign_key(const rowan_table_info *table, const char *column)
{
    for (uint32_t i = 0; i < table->foreign_key_count; i++)
        if (look_has_name(table->foreign_keys[i]->columns,
                          table->foreign_keys[i]->column_count, column))
            return true;
    return false;
}

static bool
in_primary_key(const rowan_table_info *table, const char *column)
{
    return table->primary_key != NULL &&
           look_has_name(table->primary_key->columns,
                         table->primary_key->column_count, column);
}

/* One row: what key it is in, its name, its type. */
static void
write_column(FILE *file, const rowan_table_info *table, uint32_t number)
{
    const rowan_column_info *column = table->columns[number];
    const char *fill = number % 2 == 0 ? "white" : STRIPE;
    bool primary = in_primary_key(table, column->name);
    bool foreign = in_foreign_key(table, column->name);

    (void)fprintf(file,
                  "<tr><td port=\"l%u\" align=\"left\" bgcolor=\"%s\">"
                  "<font point-size=\"8\" color=\"" TABLE_COLOR "\">%s</font>"
                  "</td><td align=\"left\" bgcolor=\"%s\">%s",
                  number, fill,
                  primary && foreign ? "<b>PK FK</b>"
                  : primary          ? "<b>PK</b>"
                  : foreign          ? "FK"
                                     : " ",
                  fill, primary ? "<b>" : "");
    put(file, column->name);
    (void)fprintf(file,
                  "%s</td><td port=\"r%u\" align=\"left\" bgcolor=\"%s\">"
                  "<font color=\"" FAINT "\">",
                  primary ? "</b>" : "", number, fill);
    put(file, column->native_type != NULL && *column->native_type != '\0'
                  ? column->native_type
                  : " ");
    (void)fprintf(file, "%s</font></td></tr>\n",
                  column->is_nullable && table->kind == ROWAN_TABLE_BASE ? " ?"
                                                                         : "");
}

static void
write_table(FILE *file, const rowan_table_info *table, uint32_t number)
{
    bool is_view = table->kind != ROWAN_TABLE_BASE;

    (void)fprintf(file,
                  "t%u [label=<<table border=\"1\" color=\"%s\" "
                  "cellborder=\"0\" cellspacing=\"0\" cellpadding=\"4\" "
                  "bgcolor=\"white\">\n<tr><td colspan=\"3\" port=\"head\" "
                  "bgcolor=\"%s\"><font color=\"white\">%s",
                  number, is_view ? VIEW_COLOR : TABLE_COLOR,
                  is_view ? VIEW_COLOR : TABLE_COLOR, is_view ? "<i>" : "<b>");
    put(file, table->name);
    (void)fprintf(file, "%s</font></td></tr>\n", is_view ? "</i>" : "</b>");
    for (uint32_t i = 0; i < table->column_count; i++)
        write_column(file, table, i);
    (void)fputs("</table>>];\n", file);
}

/* --- foreign keys --------------------------------------------------------- */

/* A crow's foot where many rows may refer to one, a bar where one may. */
static bool
is_unique(const rowan_table_info *table, const rowan_foreign_key_info *key)
{
    const rowan_key_info *primary = table->primary_key;

    if (primary != NULL && primary->column_count == key->column_count &&
        look_has_name(primary->columns, primary->column_count,
                      key->columns[0]) &&
        key->column_count == 1)
        return true;
    for (uint32_t i = 0; i < table->unique_count; i++)
        if (table->uniques[i]->column_count == 1 && key->column_count == 1 &&
            strcmp(table->uniques[i]->columns[0], key->columns[0]) == 0)
            return true;
    return false;
}

static bool
is_optional(const rowan_table_info *table, const rowan_foreign_key_info *key)
{
    for (uint32_t i = 0; i < key->column_count; i++)
        if (table->columns[port_of(table, key->columns[i])]->is_nullable)
            return true;
    return false;
}

static void
write_key(FILE *file, const rowan_inspection *in, uint32_t from,
          const rowan_foreign_key_info *key)
{
    const rowan_table_info *table = in->tables[from];
    uint32_t to = place_of(in, key->target_schema, key->target_table);

    if (to == in->table_count || table->column_count == 0 ||
        in->tables[to]->column_count == 0)
        return;
    /* A table that refers to itself has both ends at one side. */
    (void)fprintf(
        file,
        "t%u:%s%u:%s -> t%u:r%u:e [dir=both, arrowtail=%s, arrowhead=%s];\n",
        from, to == from ? "r" : "l", port_of(table, key->columns[0]),
        to == from ? "e" : "w", to,
        port_of(in->tables[to], key->target_columns[0]),
        is_unique(table, key) ? "tee" : "crowodot",
        is_optional(table, key) ? "teeodot" : "teetee");
}

/* --- the graph ------------------------------------------------------------ */

static bool
has_schemas(const rowan_inspection *in)
{
    for (uint32_t i = 1; i < in->table_count; i++)
        if (strcmp(in->tables[i]->schema, in->tables[0]->schema) != 0)
            return true;
    return false;
}

/* Tables come by schema. */
static void
write_tables(FILE *file, const rowan_inspection *in)
{
    bool with_clusters = has_schemas(in);

    for (uint32_t i = 0; i < in->table_count; i++) {
        const char *schema = in->tables[i]->schema;
        bool is_first =
            i == 0 || strcmp(in->tables[i - 1]->schema, schema) != 0;
        bool is_last = i + 1 == in->table_count ||
                       strcmp(in->tables[i + 1]->schema, schema) != 0;

        if (with_clusters && is_first) {
            (void)fprintf(file,
                          "subgraph cluster_%u { style=\"rounded\"; "
                          "color=\"#c5d0db\"; bgcolor=\"#fafbfc\"; "
                          "fontcolor=\"" FAINT "\"; label=<",
                          i);
            put(file, schema);
            (void)fputs(">;\n", file);
        }
        write_table(file, in->tables[i], i);
        if (with_clusters && is_last)
            (void)fputs("}\n", file);
    }
}

static void
write_graph(FILE *file, const look *l)
{
    const rowan_inspection *in = l->inspection;

    (void)fputs("digraph tables {\n"
                "graph [rankdir=RL, nodesep=0.4, ranksep=1.1, pad=0.3, "
                "fontname=\"Helvetica\", fontsize=11];\n"
                "node [shape=plain, fontname=\"Helvetica\", fontsize=10, "
                "fontcolor=\"" INK "\"];\n"
                "edge [color=\"" FAINT "\", arrowsize=0.8];\n",
                file);
    write_tables(file, in);
    for (uint32_t i = 0; i < in->table_count; i++)
        for (uint32_t j = 0; j < in->tables[i]->foreign_key_count; j++)
            write_key(file, in, i, in->tables[i]->foreign_keys[j]);
    (void)fputs("}\n", file);
}

/* --- drawing -------------------------------------------------------------- */

/* dot writes to our standard output. The command is a constant. */
static int
draw(const look *l, const char *command)
{
    FILE *dot;
    int ended;

    (void)fflush(stdout);
    (void)signal(SIGPIPE, SIG_IGN);
    dot = popen(command, "w");
    if (dot == NULL)
        return tool_fail("cannot start dot: %s", strerror(errno));
    write_graph(dot, l);
    ended = pclose(dot);
    if (ended == 0)
        return TOOL_OK;
    if (WIFEXITED(ended) && WEXITSTATUS(ended) == 127)
        return tool_fail("graphviz's dot program is not there: install it (on "
                         "Debian: apt install graphviz), or take "
                         "--format dot");
    return tool_fail("dot failed");
}

static int
run(const tool_command *self, int argc, char **argv)
{
    static const struct {
        const char *format, *command;
    } formats[] = {
        {"dot", NULL},
        {"svg", "dot -Tsvg"},
        {"png", "dot -Tpng"},
        {"pdf", "dot -Tpdf"},
    };
    size_t format = 0;
    look l;
    int status = TOOL_OK;

    if (look_begin(&l, self, argc, argv, LOOK_FORMAT, &status))
        return status;
    while (l.format != NULL && format < sizeof formats / sizeof *formats &&
           strcmp(l.format, formats[format].format) != 0)
        format++;
    if (format == sizeof formats / sizeof *formats)
        status =
            tool_usage(self, "diagram: there is no format \"%s\"", l.format);
    else if (l.output != NULL && freopen(l.output, "w", stdout) == NULL)
        status = tool_fail("cannot write %s: %s", l.output, strerror(errno));
    else if (formats[format].command == NULL)
        write_graph(stdout, &l);
    else
        status = draw(&l, formats[format].command);
    look_done(&l);
    return tool_finish_output(status);
}

const tool_command tool_command_diagram = {
    .name = "diagram",
    .arguments = "[--format dot|svg|png|pdf] [--output FILE] [--schema NAME | "
                 "--all-schemas] [--table NAME]... [URL]",
    .summary = "Draw the tables of a database and how they refer to each other",
    .details =
        "\n"
        "Prints the text of a graph (DOT), or a picture of it by graphviz's "
        "dot\n"
        "program. Without URL, the one of the environment's ROWAN_URL is "
        "taken.\n"
        "\n"
        "  --format F      dot (the default), svg, png or pdf\n"
        "  --output FILE   instead of the standard output\n"
        "  --schema NAME   this schema instead of the default one\n"
        "  --all-schemas   all but the database's own, each in a frame\n"
        "  --table NAME    only this table or view; may be given again\n"
        "\n"
        "A crow's foot is at the table whose rows refer, bars at the one that "
        "they\n"
        "refer to: two for exactly one row, one with a circle for at most "
        "one.\n"
        "A question mark after a type says that the column may be NULL.\n",
    .run = run,
};
