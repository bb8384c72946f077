#!/bin/sh
# SPDX-License-Identifier: MIT
# Test the rowan command from outside. ROWAN_TOOL is its path. The last line is
# "N passed, N failed, N skipped".
set -u
tool=${ROWAN_TOOL:?the path of the rowan command}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
url=sqlite:///$folder/test.db
passed=0 failed=0 skipped=0
unset ROWAN_URL

# run STATUS ARGUMENTS...: the tool's output in $out, its errors in $err.
run ()
{
    wanted=$1 status=0
    shift
    "$tool" "$@" >"$folder/out" 2>"$folder/err" </dev/null || status=$?
    out=$(cat "$folder/out") err=$(cat "$folder/err")
    problem=
    [ "$status" = "$wanted" ] || problem="exit status $status, not $wanted"
}

# is WHAT ACTUAL EXPECTED, has WHAT ACTUAL PART
is ()
{
    [ "$2" = "$3" ] || problem="$1 is
$2
and not
$3"
}
has ()
{
    case $2 in
    *"$3"*) ;;
    *) problem="$1 has no \"$3\": $2" ;;
    esac
}

# test_end NAME: counts what the checks since the last one came to.
test_end ()
{
    if [ -z "$problem" ]; then
        passed=$((passed + 1))
        echo "ok   $1"
    else
        failed=$((failed + 1))
        printf 'FAIL %s\n%s\n%s\n' "$1" "$problem" "$err" | sed '2,$s/^/    /'
    fi
}
skip ()
{
    skipped=$((skipped + 1))
    echo "skip $1: $2"
}

# --- the command as a whole --------------------------------------------------

run 2
has errors "$err" 'usage: rowan COMMAND'
test_end tool__without_command_says_how_to_call_it

run 2 nosuch
has errors "$err" 'no command "nosuch"'
test_end tool__names_a_command_that_is_not_known

run 0 --version
has output "$out" 'rowan 0.'
test_end tool__tells_its_version

for command in '' ping sql inspect diagram plugins doctor; do
    # An empty command is none.
    # shellcheck disable=SC2086
    run 0 $command --help
    has output "$out" "usage: rowan ${command:-COMMAND}"
    is errors "$err" ''
    test_end "tool__${command:-itself}_has_help"
done

for command in 'ping a b' 'sql' 'sql a b c' 'plugins x' 'doctor x' \
               'ping --nosuch' 'sql --nosuch x' 'inspect a b' 'inspect --nosuch' 'inspect --table' \
               'inspect --schema a --all-schemas' 'inspect --format svg' \
               'diagram --json' 'sql --bind x y' \
               'sql --bind n:int=x y' 'sql --bind n:date=1 y'; do
    # Split on purpose.
    # shellcheck disable=SC2086
    run 2 $command
    has errors "$err" 'usage: rowan '
    has errors "$err" 'rowan: '
    test_end "tool__$(echo "$command" | tr -c 'a-z\n' _)_is_wrong_usage"
done

# --- plugins -----------------------------------------------------------------

# The skeleton is a file; a build without shared objects carries sqlite alone.
plugin=skeleton alias=bones
[ -e "${ROWAN_PLUGIN_PATH:-}/skeleton.so" ] || plugin=sqlite alias=sqlite3

run 0 plugins
has output "$out" "$plugin 0.1"
has output "$out" "aliases         $alias"
test_end plugins__lists_what_is_there

run 0 doctor
has output "$out" 'ok    library: version'
has output "$out" "ok    plugin $plugin"
test_end doctor__finds_a_good_installation_good

mkdir "$folder/plugins"
echo 'no shared object' >"$folder/plugins/broken.so"
before=${ROWAN_PLUGIN_PATH:-}
ROWAN_PLUGIN_PATH=$folder/plugins
export ROWAN_PLUGIN_PATH
run 1 doctor
has output "$out" 'BAD   plugin broken'
has output "$out" 'cure: '
has errors "$err" 'findings are bad'
test_end doctor__names_a_broken_plugin_and_the_cure

run 0 plugins
has output "$out" 'broken: cannot be used'
has output "$out" 'reason  '
test_end plugins__names_the_reason_of_a_broken_one
ROWAN_PLUGIN_PATH=$before

run 1 ping 'nosuch://me:canary@there/db'
has errors "$err" "no plugin for dialect 'nosuch'"
case $err$out in *canary*) problem='the password is shown' ;; esac
test_end ping__of_an_unknown_dialect_says_what_was_tried

# --- a database --------------------------------------------------------------

if ! "$tool" ping sqlite:// >/dev/null 2>&1; then
    skip sql 'the plugin sqlite is not built'
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
    exit
fi

run 0 ping "$url"
has output "$out" "answers at sqlite:///$folder/test.db"
test_end ping__tells_what_answers

for command in 'ping' 'sql SELECT' 'inspect' 'diagram'; do
    # Words on purpose.
    # shellcheck disable=SC2086
    run 2 $command
    has errors "$err" 'give a URL, or set ROWAN_URL'
    has errors "$err" "usage: rowan ${command%% *}"
    test_end "${command%% *}__without_a_url_says_how_to_give_one"
done

run 1 sql "$url?pool_sise=1" 'SELECT 1'
has errors "$err" 'did you mean "pool_size"?'
test_end sql__suggests_the_option_that_was_meant

run 0 sql "$url" 'CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, x REAL, b BLOB)'
run 0 sql "$url" "INSERT INTO t (name, x, b) VALUES ('Jo', 1.5, x'00ff'),
    ('Jürgen', NULL, NULL), ('a' || char(10) || char(27) || '\"', 0.1, x'')"
is output "$out" '3 rows affected'
test_end sql__tells_how_many_rows_changed

run 0 sql "$url" 'SELECT * FROM t'
is output "$out" ' id | name     |    x | b
----+----------+------+------
  1 | Jo       |  1.5 | 00ff
  2 | Jürgen   | NULL | NULL
  3 | a\n\x1b" |  0.1 | 
(3 rows)'
test_end sql__aligns_columns_by_characters

run 0 sql "$url" 'SELECT id FROM t WHERE 0'
is output "$out" ' id
----
(0 rows)'
test_end sql__prints_a_table_without_rows

run 0 sql --csv "$url" 'SELECT id, name, x FROM t WHERE id <> 2
    UNION ALL SELECT 2, NULL, NULL UNION ALL SELECT 4, '"''"', 1e300'
is output "$(printf %s "$out" | tr -d '\r')" '"id","name","x"
1,"Jo",1.5
3,"a
'"$(printf '\033')"'""",0.1
2,,
4,"",1e+300'
test_end sql__writes_csv

run 0 sql --bind n:int=41 --bind t=x --bind d:double=0.5 --bind z:null= \
    --csv "$url" 'SELECT :n + 1 AS a, :t AS b, :d AS c, :z IS NULL AS d'
is output "$(printf %s "$out" | tr -d '\r')" '"a","b","c","d"
42,"x",0.5,1'
test_end sql__takes_named_values

ROWAN_URL=$url
export ROWAN_URL
run 0 sql 'SELECT count(*) AS n FROM t'
has output "$out" ' 3'
test_end sql__takes_its_url_from_the_environment
unset ROWAN_URL

run 1 sql "$url" 'SELECT * FROM nosuch'
has errors "$err" 'rowan: '
has errors "$err" 'SQL: SELECT * FROM nosuch'
test_end sql__tells_what_failed

run 1 sql "$url" 'SELECT 1; DROP TABLE t'
has errors "$err" 'ROWAN_SYNTAX'
test_end sql__refuses_a_second_statement

run 1 sql "$url" ' -- nothing'
has errors "$err" 'no statement'
test_end sql__refuses_empty_text

# --- JSON --------------------------------------------------------------------

run 0 sql --json "$url" 'SELECT 1 AS n WHERE 0'
case $err in
*'built without JSON'*)
    skip sql__writes_json 'jansson is not there' ;;
*)
    is output "$out" '[]'
    test_end sql__writes_an_empty_json_array

    run 0 sql --json "$url" 'SELECT id, name, x, b FROM t'
    is output "$out" '[
{"id":1,"name":"Jo","x":1.5,"b":"00ff"},
{"id":2,"name":"Jürgen","x":null,"b":null},
{"id":3,"name":"a\n\u001B\"","x":0.1,"b":""}
]'
    test_end sql__writes_json

    run 1 sql --json "$url" 'SELECT 1 AS a, 2 AS a'
    has errors "$err" 'two columns are called "a"'
    test_end sql__refuses_json_of_equal_names

    run 1 sql --json "$url" "SELECT CAST(x'ff' AS TEXT) AS bad"
    has errors "$err" 'has no JSON form'
    test_end sql__refuses_json_of_text_that_is_not_utf8 ;;
esac

# --- tables ------------------------------------------------------------------

shop=sqlite:///$folder/shop.db
for sql in \
    "CREATE TABLE makers (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL, \
boss INT CONSTRAINT boss REFERENCES makers (id) ON DELETE SET NULL)" \
    "CREATE TABLE \"a <b> & \"\"c\"\"\" (maker INT NOT NULL REFERENCES makers, \
n INT DEFAULT (1 + 1) CHECK (n > 0), CONSTRAINT both UNIQUE (maker, n))" \
    "CREATE INDEX ix ON makers (name DESC, lower(name)) WHERE boss > 0" \
    "CREATE VIEW names AS SELECT name FROM makers"; do
    "$tool" sql "$shop" "$sql" >/dev/null
done

run 0 inspect "$shop"
is output "${out#*: }" '3 tables and views

table a <b> & "c"
    maker  INT  not null
    n      INT  default 1 + 1
  unique both (maker, n)
  foreign key (maker) to makers (id)
  check: n > 0

table makers
    id    INTEGER      not null  generated
    name  VARCHAR(40)  not null
    boss  INT
  primary key (id)
  foreign key boss (boss) to makers (id) on delete set null
  index ix (name desc, lower(name)) where boss > 0

view names
    name  VARCHAR(40)
  as SELECT name FROM makers'
test_end inspect__shows_what_there_is

run 0 inspect --table names "$shop"
has output "$out" '1 table and view'
test_end inspect__shows_one_table

run 1 inspect --table nosuch "$shop"
has errors "$err" 'there is no table or view "nosuch" in main'
test_end inspect__names_a_table_that_is_not_there

run 0 inspect --json --table makers "$shop"
case $err in
*'built without JSON'*)
    skip inspect__writes_json 'jansson is not there' ;;
*)
    has output "$out" '"on_delete": "set null"'
    has output "$out" '"where_sql": "boss > 0"'
    test_end inspect__writes_json
    if command -v python3 >/dev/null; then
        printf '%s' "$out" | python3 -c '
import json, sys
tables = json.load(sys.stdin)["tables"]
assert [t["name"] for t in tables] == ["makers"]
assert tables[0]["primary_key"]["columns"] == ["id"]
assert tables[0]["columns"][1]["type"] == {"kind": "text", "length": 40}
' 2>"$folder/err" || problem="the object is not as expected"
        err=$(cat "$folder/err")
        test_end inspect__writes_json_that_programs_read
    else
        skip inspect__writes_json_that_programs_read 'python3 is not there'
    fi ;;
esac

run 0 diagram "$shop"
has output "$out" 'digraph tables {'
has output "$out" 'a &lt;b&gt; &amp; &quot;c&quot;'
test_end diagram__writes_names_so_that_they_stay_names

run 2 diagram --format nosuch "$shop"
has errors "$err" 'there is no format "nosuch"'
test_end diagram__names_a_format_that_is_not_known

if command -v dot >/dev/null && command -v python3 >/dev/null; then
    run 0 diagram --format svg --output "$folder/shop.svg" "$shop"
    is errors "$err" ''
    python3 - "$folder/shop.svg" 2>"$folder/err" <<'EOT' || problem="bad SVG"
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
assert root.tag.endswith("svg")
words = [t.text for t in root.iter() if t.tag.endswith("}text")]
assert "makers" in words and 'a <b> & "c"' in words, words
edges = [g for g in root.iter() if g.get("class") == "edge"]
assert len(edges) == 2, len(edges)
EOT
    err=$(cat "$folder/err")
    test_end diagram__draws_tables_and_keys
else
    skip diagram__draws_tables_and_keys 'graphviz (dot) or python3 is not there'
fi

status=0 problem=
PATH='' "$(command -v "$tool" || echo "$tool")" diagram --format svg "$shop" \
    >/dev/null 2>"$folder/err" || status=$?
err=$(cat "$folder/err")
is status "$status" 1
has errors "$err" 'dot program is not there'
test_end diagram__says_when_dot_is_not_there

if [ -w /dev/full ]; then
    status=0 problem=
    "$tool" sql "$url" 'SELECT 1' >/dev/full 2>"$folder/err" || status=$?
    err=$(cat "$folder/err")
    is status "$status" 1
    has errors "$err" 'cannot write the output'
    test_end sql__says_when_its_output_is_lost
else
    skip sql__says_when_its_output_is_lost 'there is no full device'
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
