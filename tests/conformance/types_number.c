/* SPDX-License-Identifier: MIT */
/* Integers, reals, decimals, booleans, and division. */
#include "types.h"

#include <math.h>
#include <string.h>

#define LENGTH(array_) (sizeof(array_) / sizeof(*(array_)))

static const type_column int32 = {.kind = ROWAN_KIND_INT32};
static const type_column int64 = {.kind = ROWAN_KIND_INT64};
static const type_column real32 = {.kind = ROWAN_KIND_FLOAT};
static const type_column real64 = {.kind = ROWAN_KIND_DOUBLE};
static const type_column boolean = {.kind = ROWAN_KIND_BOOL};
static const type_column numeric = {.kind = ROWAN_KIND_DECIMAL,
                                    .precision = 10, .scale = 4};
static const type_column numeric8 = {.kind = ROWAN_KIND_DECIMAL,
                                     .precision = 8, .scale = 4};

/* --- integers ------------------------------------------------------------- */

static void
integer_literal(trial *t)
{
    static const type_literal literals[] = {{"5", V_COUNT(INT32, 5)},
                                            {"-5", V_COUNT(INT32, -5)},
                                            {"0", V_COUNT(INT32, 0)}};

    type_literals(t, &int32, literals, LENGTH(literals));
}

static const int64_t huge[] = {
    100, 1376537018368127, -1376537018368127, 2147483647, 2147483648,
    -2147483648, -2147483649, 4294967295, 4294967296, 9007199254740993,
    INT64_MAX, INT64_MIN, 0,
};

/* An integer by itself, of whatever size. */
static void
huge_int_auto_accommodation(trial *t)
{
    for (size_t i = 0; i < LENGTH(huge); i++) {
        const rowan_value value = V_COUNT(INT64, huge[i]);

        type_select_direct(t, &int64, &value, 1);
    }
}

static void
huge_int(trial *t)
{
    rowan_value values[LENGTH(huge)];

    for (size_t i = 0; i < LENGTH(huge); i++)
        values[i] = (rowan_value)V_COUNT(INT64, huge[i]);
    type_round_trip_found(t, &int64, values, LENGTH(huge));
}

/* --- a type of the program's over another of the database ----------------- */

typedef struct ty_number {
    int32_t value;
    char digits[12];
} ty_number;

static rowan_status
number_to_text(const void *member, rowan_value *ret_value, rowan_error *err)
{
    const ty_number *number = member;

    (void)err;
    *ret_value = (rowan_value){.kind = ROWAN_KIND_TEXT,
                               .as.text = {number->digits,
                                           strlen(number->digits)}};
    return ROWAN_OK;
}

static rowan_status
number_from_text(const rowan_value *value, void *ret_member, rowan_error *err)
{
    ty_number *number = ret_member;

    (void)err;
    memset(number, 0, sizeof(*number));
    if (value->as.text.size >= sizeof(number->digits))
        return ROWAN_OUT_OF_RANGE;
    memcpy(number->digits, value->as.text.data, value->as.text.size);
    for (const char *c = number->digits; *c != '\0'; c++)
        number->value = number->value * 10 + (*c - '0');
    return ROWAN_OK;
}

static const rowan_codec number_codec = {
    .name = "number", .type = {.kind = ROWAN_KIND_TEXT, .length = 50},
    .to_value = number_to_text, .from_value = number_from_text};

typedef struct ty_cast {
    int32_t id;
    ty_number x;
} ty_cast;
ROWAN_MODEL(ty_cast, "conformance_cast",
            ROWAN_PRIMARY_KEY(id, .not_generated = true),
            ROWAN_CODEC(x, &number_codec))

static void
special_type(trial *t)
{
    static const char *const digits[] = {"1", "2", "30000"};
    static const int64_t numbers[] = {1, 2, 30000};
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(ty_cast));
    session = trial_session(t);
    for (int i = 0; i < 3; i++) {
        ty_cast row = {.id = i};

        strncpy(row.x.digits, digits[i], sizeof(row.x.digits) - 1);
        REQUIRE(rowan_add(session, ty_cast, &row) != NULL);
    }
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_session_clear(session));
    for (int i = 0; i < 3; i++) {
        ty_cast *row = rowan_get(session, ty_cast, i);

        SESSION_GIVES(session, row);
        EXPECT_INT(row->x.value, numbers[i]);
    }
    EXPECT_STR(trial_text(t, "SELECT x FROM conformance_cast WHERE id = 2"),
               "30000");
}

/* --- division ------------------------------------------------------------- */

typedef struct ty_div {
    int64_t id, i15, i10, im15;
    double f15, f10;
    rowan_decimal d15, d10;
} ty_div;
ROWAN_MODEL(ty_div, "conformance_division",
    ROWAN_PRIMARY_KEY(id, .not_generated = true),
    ROWAN_COLUMN(i15), ROWAN_COLUMN(i10), ROWAN_COLUMN(im15),
    ROWAN_COLUMN(f15), ROWAN_COLUMN(f10),
    ROWAN_COLUMN(d15, .precision = 10, .scale = 2),
    ROWAN_COLUMN(d10, .precision = 10, .scale = 2))

typedef struct ty_quotient {
    int64_t whole, negative;
    double real;
} ty_quotient;
ROWAN_ROW(ty_quotient, ROWAN_FIELD(whole), ROWAN_FIELD(negative),
          ROWAN_FIELD(real))

static rowan_session *
with_division(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(ty_div));
    session = trial_session(t);
    REQUIRE(rowan_new(session, ty_div, .id = 1, .i15 = 15, .i10 = 10,
                      .im15 = -15, .f15 = 15.0, .f10 = 10.0, .d15 = {"15.00"},
                      .d10 = {"10.00"}) != NULL);
    SESSION_OK(session, rowan_commit(session));
    return session;
}

#define QUOTIENT(member_, expr_)                                             \
    (*(ty_quotient **)trial_rows(                                            \
        t, session, (void **)rowan_select(                                   \
                        session, ty_quotient,                                \
                        .columns = rowan_columns(rowan_as(                   \
                            ty_quotient, member_, expr_)))))->member_

static void **
trial_rows(trial *t, rowan_session *session, void **rows)
{
    SESSION_GIVES(session, rows);
    REQUIRE(rows[0] != NULL);
    return rows;
}

static void
truediv_integer(trial *t)
{
    rowan_session *session = with_division(t);

    EXPECT_REAL(QUOTIENT(real, rowan_div(rowan_to_real(rowan_col(ty_div, i15)),
                                         rowan_to_real(rowan_col(ty_div,
                                                                 i10)))),
                1.5);
    EXPECT_REAL(QUOTIENT(real, rowan_div(rowan_to_real(rowan_col(ty_div,
                                                                 im15)),
                                         rowan_to_real(rowan_col(ty_div,
                                                                 i10)))),
                -1.5);
}

/* Integers divide to an integer, which is cut towards zero everywhere. */
static void
floordiv_integer(trial *t)
{
    rowan_session *session = with_division(t);

    EXPECT_INT(QUOTIENT(whole, rowan_div(rowan_col(ty_div, i15),
                                         rowan_col(ty_div, i10))), 1);
    EXPECT_INT(QUOTIENT(negative, rowan_div(rowan_col(ty_div, im15),
                                            rowan_col(ty_div, i10))), -1);
}

typedef struct ty_exact {
    rowan_decimal exact;
} ty_exact;
ROWAN_ROW(ty_exact, ROWAN_FIELD(exact))

static void
truediv_numeric(trial *t)
{
    rowan_session *session = with_division(t);
    ty_exact **rows = rowan_select(
        session, ty_exact,
        .columns = rowan_columns(rowan_as(ty_exact, exact,
                                          rowan_div(rowan_col(ty_div, d15),
                                                    rowan_col(ty_div,
                                                              d10)))));

    SESSION_GIVES(session, rows);
    REQUIRE(rows[0] != NULL);
    EXPECT_INT(rowan_decimal_compare(rows[0]->exact, (rowan_decimal){"1.5"}),
               0);
}

static void
truediv_float(trial *t)
{
    rowan_session *session = with_division(t);

    EXPECT_REAL(QUOTIENT(real, rowan_div(rowan_col(ty_div, f15),
                                         rowan_col(ty_div, f10))), 1.5);
}

static void
truediv_integer_bound(trial *t)
{
    rowan_session *session = with_division(t);

    EXPECT_REAL(QUOTIENT(real, rowan_div(rowan_to_real(rowan_col(ty_div, i15)),
                                         10.0)), 1.5);
}

static void
floordiv_integer_bound(trial *t)
{
    rowan_session *session = with_division(t);

    EXPECT_INT(QUOTIENT(whole, rowan_div(rowan_col(ty_div, i15), 10)), 1);
    EXPECT_INT(QUOTIENT(whole, rowan_mod(rowan_col(ty_div, i15), 10)), 5);
}

/* --- decimals and reals --------------------------------------------------- */

static void
render_literal_numeric(trial *t)
{
    static const type_literal literals[] = {
        {"15.7563", V_TEXT(DECIMAL, "15.7563")},
        {"-15.7563", V_TEXT(DECIMAL, "-15.7563")},
        {"'1.5'", V_TEXT(DECIMAL, "1.5")}};

    type_literals(t, &numeric, literals, LENGTH(literals));
}

typedef struct ty_amount {
    int64_t id;
    rowan_decimal content;
} ty_amount;
ROWAN_MODEL(ty_amount, TYPE_TABLE,
            ROWAN_PRIMARY_KEY(id, .not_generated = true),
            ROWAN_COLUMN(content, .precision = 8, .scale = 4))

/* A decimal that is asked for as a real. */
static double
as_real(trial *t)
{
    rowan_session *session = trial_session(t);
    ty_quotient **rows = rowan_select(
        session, ty_quotient,
        .columns = rowan_columns(rowan_as(ty_quotient, real,
                                          rowan_to_real(rowan_col(ty_amount,
                                                                  content)))));

    return ((ty_quotient *)*trial_rows(t, session, (void **)rows))->real;
}

static void
render_literal_numeric_asfloat(trial *t)
{
    static const type_literal literal = {"15.7563",
                                         V_TEXT(DECIMAL, "15.7563")};

    type_literals(t, &numeric8, &literal, 1);
    EXPECT_REAL(as_real(t), 15.7563);
}

static void
render_literal_float(trial *t)
{
    static const type_literal literals[] = {
        {"15.7563", V_REAL(DOUBLE, 15.7563)},
        {"1e20", V_REAL(DOUBLE, 1e20)},
        {"-0.1", V_REAL(DOUBLE, -0.1)}};

    type_literals(t, &real64, literals, LENGTH(literals));
}

static void
round_trip_decimals(trial *t, const type_column *column,
                    const char *const *texts, size_t count)
{
    rowan_value values[16];

    for (size_t i = 0; i < count; i++)
        values[i] = (rowan_value)V_TEXT(DECIMAL, texts[i]);
    type_round_trip_found(t, column, values, count);
}

/* A real of single precision keeps what it can, and no more is made up. */
static void
float_custom_scale(trial *t)
{
    static const rowan_value values[] = {
        V_REAL(FLOAT, (double)15.7563827f), V_REAL(FLOAT, (double)0.1f),
        V_REAL(FLOAT, (double)-3.25e30f)};

    type_round_trip(t, &real32, values, LENGTH(values), true);
}

static void
numeric_as_decimal(trial *t)
{
    static const char *const texts[] = {"15.7563", "-15.7563", "0"};

    round_trip_decimals(t, &numeric8, texts, LENGTH(texts));
}

static void
numeric_as_float(trial *t)
{
    static const char *const texts[] = {"15.7563"};

    round_trip_decimals(t, &numeric8, texts, 1);
    EXPECT_REAL(as_real(t), 15.7563);
}

static void
infinity_floats(trial *t)
{
    const rowan_value values[] = {V_REAL(DOUBLE, (double)INFINITY),
                                  V_REAL(DOUBLE, -(double)INFINITY)};

    type_round_trip_found(t, &real64, values, 2);
}

static void
numeric_null_as_decimal(trial *t)
{
    type_null(t, &numeric8);
}

static void
numeric_null_as_float(trial *t)
{
    type_null(t, &real64);
    type_null(t, &real32);
}

static const rowan_value reals[] = {
    V_REAL(DOUBLE, 15.756), V_REAL(DOUBLE, 1.0 / 3), V_REAL(DOUBLE, 5e-324),
    V_REAL(DOUBLE, 1.7976931348623157e308), V_REAL(DOUBLE, -0.1),
    V_REAL(DOUBLE, 123456789.12345679)};

static void
float_as_decimal(trial *t)
{
    static const char *const texts[] = {"15.756", "15.7560"};

    round_trip_decimals(t, &numeric8, texts, 1);
    EXPECT_REAL(as_real(t), 15.756);
}

static void
float_as_float(trial *t)
{
    type_round_trip_found(t, &real64, reals, LENGTH(reals));
}

static void
float_coerce_round_trip(trial *t)
{
    type_select_direct(t, &real64, reals, LENGTH(reals));
}

static void
decimal_coerce_round_trip(trial *t)
{
    static const rowan_value value = V_TEXT(DECIMAL, "15.7563");

    type_select_direct(t, &numeric, &value, 1);
}

static void
decimal_coerce_round_trip_w_cast(trial *t)
{
    static const rowan_value value = V_TEXT(DECIMAL, "15.7563");
    const rowan_model *model = type_table(t, &numeric);
    const rowan_bind_value binds[] = {{"v", value}, rowan_bind_null(NULL)};
    rowan_session *session = trial_session(t);
    void **rows = trial_rows(
        t, session,
        rowan_session_sql(session, model,
                          trial_select(t, "1 AS id, CAST(:v AS "
                                          "DECIMAL(10, 4)) AS content"),
                          binds));
    rowan_value actual = type_get(rows[0], &numeric);

    EXPECT_STR(type_show(t, &actual), type_show(t, &value));
}

static void
precision_decimal(trial *t)
{
    static const char *const texts[] = {"54.234246451650", "0.004354",
                                        "900.0"};
    const type_column column = {.kind = ROWAN_KIND_DECIMAL, .precision = 18,
                                .scale = 12};

    round_trip_decimals(t, &column, texts, LENGTH(texts));
}

/* What others write as 1E-2 and so on. */
static void
enotation_decimal(trial *t)
{
    static const char *const texts[] = {"0.01", "0.001", "0.0001", "0.00001",
                                        "0.00000005940696", "0.00000000000696",
                                        "0.00000000006968", "1.00000000000696"};
    const type_column column = {.kind = ROWAN_KIND_DECIMAL, .precision = 18,
                                .scale = 14};

    round_trip_decimals(t, &column, texts, LENGTH(texts));
}

static void
enotation_decimal_large(trial *t)
{
    static const char *const texts[] = {"400000000", "5748000000000000000",
                                        "1521000000000000",
                                        "100000000000"};
    const type_column column = {.kind = ROWAN_KIND_DECIMAL, .precision = 25,
                                .scale = 2};

    round_trip_decimals(t, &column, texts, LENGTH(texts));
}

static void
many_significant_digits(trial *t)
{
    static const char *const texts[] = {"31943874831932418390.01",
                                        "319438950232418390.273596",
                                        "87673.594069654243"};
    const type_column column = {.kind = ROWAN_KIND_DECIMAL, .precision = 38,
                                .scale = 12};

    round_trip_decimals(t, &column, texts, LENGTH(texts));
}

static void
numeric_no_decimal(trial *t)
{
    static const char *const texts[] = {"1.000", "0.000", "99.999"};
    const type_column column = {.kind = ROWAN_KIND_DECIMAL, .precision = 5,
                                .scale = 3};

    round_trip_decimals(t, &column, texts, LENGTH(texts));
}

/* A real is compared as a real, a decimal as a decimal: 0.1 + 0.2. */
static void
float_is_not_numeric(trial *t)
{
    static const rowan_value real = V_REAL(DOUBLE, 0.1 + 0.2);
    static const char *const texts[] = {"0.3"};
    const type_column column = {.kind = ROWAN_KIND_DECIMAL, .precision = 8,
                                .scale = 4};

    type_round_trip_found(t, &real64, &real, 1);
    EXPECT(real.as.real != 0.3);
    round_trip_decimals(t, &column, texts, 1);
}

/* --- booleans ------------------------------------------------------------- */

static void
render_literal_bool(trial *t)
{
    static const type_literal literals[] = {{"TRUE", V_COUNT(BOOL, 1)},
                                            {"FALSE", V_COUNT(BOOL, 0)}};

    type_literals(t, &boolean, literals, 2);
}

static void
bool_round_trip(trial *t)
{
    static const rowan_value values[] = {V_COUNT(BOOL, 1), V_COUNT(BOOL, 0),
                                         V_COUNT(BOOL, 1)};

    type_round_trip_found(t, &boolean, values, 3);
}

static void
bool_null(trial *t)
{
    type_null(t, &boolean);
}

typedef struct ty_flag {
    int64_t id;
    bool flag;
} ty_flag;
ROWAN_MODEL(ty_flag, "conformance_flags",
            ROWAN_PRIMARY_KEY(id, .not_generated = true), ROWAN_COLUMN(flag))

/* A column by itself is a condition. */
static void
whereclause(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(ty_flag));
    session = trial_session(t);
    REQUIRE(rowan_new(session, ty_flag, .id = 1, .flag = true) != NULL);
    REQUIRE(rowan_new(session, ty_flag, .id = 2, .flag = false) != NULL);
    REQUIRE(rowan_new(session, ty_flag, .id = 3, .flag = false) != NULL);
    SESSION_OK(session, rowan_commit(session));
    EXPECT_INT(rowan_count(session, ty_flag,
                           .where = rowan_col(ty_flag, flag)), 1);
    EXPECT_INT(rowan_count(session, ty_flag,
                           .where = rowan_not(rowan_col(ty_flag, flag))), 2);
    EXPECT_INT(rowan_count(session, ty_flag,
                           .where = rowan_eq(rowan_col(ty_flag, flag),
                                             false)), 2);
}

/* --- tables --------------------------------------------------------------- */

#define END {NULL, NULL, NULL, NULL}

static const conformance_test integers[] = {
    {"literal", "", NULL, integer_literal},
    {"huge_int_auto_accommodation", "standalone_binds", NULL,
     huge_int_auto_accommodation},
    {"huge_int", "", NULL, huge_int},
    END,
};

static const conformance_test casts[] = {
    {"special_type", "", NULL, special_type}, END};

static const conformance_test divisions[] = {
    {"truediv_integer", "", NULL, truediv_integer},
    {"floordiv_integer", "", NULL, floordiv_integer},
    {"truediv_numeric", "numeric_native", NULL, truediv_numeric},
    {"truediv_float", "", NULL, truediv_float},
    {"truediv_integer_bound", "", NULL, truediv_integer_bound},
    {"floordiv_integer_bound", "", NULL, floordiv_integer_bound},
    END,
};

/* Kept to the last digit. */
#define DECIMALS "precision_numerics_general"
#define FLOATS "precision_generic_float_type"

static const conformance_test numerics[] = {
    {"render_literal_numeric", DECIMALS, NULL, render_literal_numeric},
    {"render_literal_numeric_asfloat", DECIMALS, NULL,
     render_literal_numeric_asfloat},
    {"render_literal_float", "", NULL, render_literal_float},
    {"float_custom_scale", FLOATS, NULL, float_custom_scale},
    {"numeric_as_decimal", DECIMALS, NULL, numeric_as_decimal},
    {"numeric_as_float", DECIMALS, NULL, numeric_as_float},
    {"infinity_floats", "infinity_floats", NULL, infinity_floats},
    {"numeric_null_as_decimal", DECIMALS, NULL, numeric_null_as_decimal},
    {"numeric_null_as_float", DECIMALS, NULL, numeric_null_as_float},
    {"float_as_decimal", DECIMALS, NULL, float_as_decimal},
    {"float_as_float", FLOATS, NULL, float_as_float},
    {"float_coerce_round_trip", FLOATS " standalone_binds", NULL,
     float_coerce_round_trip},
    {"decimal_coerce_round_trip", DECIMALS " standalone_binds", NULL,
     decimal_coerce_round_trip},
    {"decimal_coerce_round_trip_w_cast", "numeric_native", NULL,
     decimal_coerce_round_trip_w_cast},
    {"precision_decimal", DECIMALS, NULL, precision_decimal},
    {"enotation_decimal", DECIMALS, NULL, enotation_decimal},
    {"enotation_decimal_large", DECIMALS, NULL, enotation_decimal_large},
    {"many_significant_digits", DECIMALS, NULL, many_significant_digits},
    {"numeric_no_decimal", DECIMALS, NULL, numeric_no_decimal},
    {"float_is_not_numeric", FLOATS, NULL, float_is_not_numeric},
    END,
};

static const conformance_test booleans[] = {
    {"render_literal_bool", "", NULL, render_literal_bool},
    {"round_trip", "", NULL, bool_round_trip},
    {"null", "", NULL, bool_null},
    {"whereclause", "", NULL, whereclause},
    END,
};

const conformance_class conformance_types_number[] = {
    {"types", "IntegerTest", "", integers},
    {"types", "CastTypeDecoratorTest", "", casts},
    {"types", "TrueDivTest", DECIMALS, divisions},
    {"types", "NumericTest", "", numerics},
    {"types", "BooleanTest", "", booleans},
    {NULL, NULL, NULL, NULL},
};
