/* SPDX-License-Identifier: MIT */
/*
 * Exact decimals. SQLite has none, so they are texts, with a collation and
 * functions of the names that SQLite's own "decimal" extension uses, which the
 * sqlite3 shell has built in: a file can be read and sorted there, too.
 *
 * Results have the digits that the extension gives: sums as many places as
 * the longer operand, products no zeros at their end beyond the places of the
 * shorter one. Unlike it, a text that is no number is an error here, and the
 * sum of no numbers is NULL.
 *
 * Order is by value: '1.5' equals '1.50'. The extension, up to 3.40 at least,
 * orders the shorter first; columns whose numbers all have the same places do
 * not show the difference.
 */

#include "sqlite_priv.h"

#include <string.h>

/* The number is the digits, read as an integer, times ten to the -places. */
typedef struct decimal {
    unsigned char *digits; /* 0 to 9, the highest first */
    size_t count;
    size_t places; /* not more than count */
    bool is_negative;
} decimal;

/* --- order -------------------------------------------------------------- */

static int
collate(void *context, int a_size, const void *a, int b_size, const void *b)
{
    const rowan_host *host = context;
    bool a_valid = host->decimal_is_valid(a, (size_t)a_size);
    bool b_valid = host->decimal_is_valid(b, (size_t)b_size);
    int order;

    if (a_valid && b_valid)
        return host->decimal_compare(a, (size_t)a_size, b, (size_t)b_size);
    /* Other programs may store anything: last, by their bytes. */
    if (a_valid != b_valid)
        return a_valid ? -1 : 1;
    order = memcmp(a, b, (size_t)(a_size < b_size ? a_size : b_size));
    return order ? order : (a_size > b_size) - (a_size < b_size);
}

/* --- numbers ------------------------------------------------------------ */

static void
done(const rowan_host *host, decimal *number)
{
    host->release(number->digits);
    *number = (decimal){0};
}

/* Zero in count digits. */
static bool
make_zero(const rowan_host *host, size_t count, size_t places,
          decimal *ret_number)
{
    unsigned char *digits = host->allocate(count ? count : 1);

    if (!digits)
        return false;
    memset(digits, 0, count);
    *ret_number = (decimal){digits, count, places, false};
    return true;
}

/* The text must be a valid decimal. */
static bool
read_decimal(const rowan_host *host, const char *text, size_t size,
             decimal *ret_number)
{
    bool is_negative = size && *text == '-';
    const char *point = memchr(text, '.', size);
    size_t places = point ? (size_t)(text + size - point) - 1 : 0;
    size_t count = 0;

    if (!make_zero(host, size, places, ret_number))
        return false;
    for (size_t i = 0; i < size; i++)
        if (text[i] >= '0' && text[i] <= '9')
            ret_number->digits[count++] = (unsigned char)(text[i] - '0');
    ret_number->count = count;
    ret_number->is_negative = is_negative;
    return true;
}

/* The digit worth ten to the power, which may be any. */
static int
digit(const decimal *number, ptrdiff_t power)
{
    ptrdiff_t at =
        (ptrdiff_t)number->count - (ptrdiff_t)number->places - 1 - power;

    return at < 0 || at >= (ptrdiff_t)number->count ? 0 : number->digits[at];
}

static size_t
whole_count(const decimal *number)
{
    return number->count - number->places;
}

/* Whether |a| < |b|. */
static bool
is_smaller(const decimal *a, const decimal *b)
{
    size_t whole =
        whole_count(a) > whole_count(b) ? whole_count(a) : whole_count(b);
    size_t places = a->places > b->places ? a->places : b->places;

    for (ptrdiff_t power = (ptrdiff_t)whole - 1; power >= -(ptrdiff_t)places;
         power--)
        if (digit(a, power) != digit(b, power))
            return digit(a, power) < digit(b, power);
    return false;
}

/* a + b, or a - b where is_minus, by the way that school teaches. */
static bool
add(const rowan_host *host, const decimal *a, const decimal *b, bool is_minus,
    decimal *ret_sum)
{
    bool b_negative = b->is_negative != is_minus;
    bool is_difference = a->is_negative != b_negative;
    bool is_swapped = is_difference && is_smaller(a, b);
    const decimal *larger = is_swapped ? b : a;
    const decimal *smaller = is_swapped ? a : b;
    size_t whole =
        whole_count(a) > whole_count(b) ? whole_count(a) : whole_count(b);
    size_t places = a->places > b->places ? a->places : b->places;
    int carry = 0;
    decimal sum;

    if (!make_zero(host, whole + 1 + places, places, &sum))
        return false;
    sum.is_negative = is_swapped ? b_negative : a->is_negative;
    for (size_t i = sum.count; i-- > 0;) {
        ptrdiff_t power = (ptrdiff_t)(sum.count - 1 - i) - (ptrdiff_t)places;
        int other = digit(smaller, power) + carry;
        int result = digit(larger, power) + (is_difference ? -other : other);

        carry = is_difference ? result < 0 : result > 9;
        if (carry)
            result += is_difference ? 10 : -10;
        sum.digits[i] = (unsigned char)result;
    }
    *ret_sum = sum;
    return true;
}

static bool
multiply(const rowan_host *host, const decimal *a, const decimal *b,
         decimal *ret_product)
{
    size_t fewest = a->places < b->places ? a->places : b->places;
    decimal product;

    if (!make_zero(host, a->count + b->count, a->places + b->places, &product))
        return false;
    product.is_negative = a->is_negative != b->is_negative;
    for (size_t i = a->count; i-- > 0;) {
        int carry = 0;

        for (size_t j = b->count; j-- > 0;) {
            int sum =
                product.digits[i + j + 1] + a->digits[i] * b->digits[j] + carry;
            product.digits[i + j + 1] = (unsigned char)(sum % 10);
            carry = sum / 10;
        }
        product.digits[i] = (unsigned char)carry;
    }
    while (product.places > fewest && !product.digits[product.count - 1]) {
        product.places--;
        product.count--;
    }
    *ret_product = product;
    return true;
}

/* --- results ------------------------------------------------------------ */

/* The number as the function's result; there is no -0. */
static void
give(sqlite3_context *context, const decimal *number)
{
    const rowan_host *host = sqlite3_user_data(context);
    char *text = host->allocate(number->count + 4);
    size_t first = 0;
    bool is_zero = true;
    char *to = text;

    if (!text) {
        sqlite3_result_error_nomem(context);
        return;
    }
    for (size_t i = 0; i < number->count; i++)
        is_zero = is_zero && !number->digits[i];
    while (first < whole_count(number) && !number->digits[first])
        first++;
    if (number->is_negative && !is_zero)
        *to++ = '-';
    if (first == whole_count(number))
        *to++ = '0';
    for (size_t i = first; i < number->count; i++) {
        if (i == whole_count(number))
            *to++ = '.';
        *to++ = (char)('0' + number->digits[i]);
    }
    sqlite3_result_text64(context, text, (sqlite3_uint64)(to - text),
                          host->release, SQLITE_UTF8);
}

/* An argument as a number; false after it has set the error. Integers, and
 * reals as far as SQLite writes them out, are taken too. */
static bool
read_argument(sqlite3_context *context, sqlite3_value *argument,
              decimal *ret_number)
{
    const rowan_host *host = sqlite3_user_data(context);
    const char *text = (const char *)sqlite3_value_text(argument);
    size_t size = (size_t)sqlite3_value_bytes(argument);

    if (text && !host->decimal_is_valid(text, size)) {
        sqlite3_result_error(context, "not a plain decimal number", -1);
        return false;
    }
    if (!text || !read_decimal(host, text, size, ret_number)) {
        sqlite3_result_error_nomem(context);
        return false;
    }
    return true;
}

typedef bool operation(const rowan_host *host, const decimal *a,
                       const decimal *b, decimal *ret_result);

static void
calculate(sqlite3_context *context, sqlite3_value **arguments,
          operation *operate)
{
    const rowan_host *host = sqlite3_user_data(context);
    decimal a = {0};
    decimal b = {0};
    decimal result = {0};

    if (sqlite3_value_type(arguments[0]) == SQLITE_NULL ||
        sqlite3_value_type(arguments[1]) == SQLITE_NULL)
        return; /* NULL */
    if (read_argument(context, arguments[0], &a) &&
        read_argument(context, arguments[1], &b)) {
        if (operate(host, &a, &b, &result))
            give(context, &result);
        else
            sqlite3_result_error_nomem(context);
    }
    done(host, &a);
    done(host, &b);
    done(host, &result);
}

static bool
plus(const rowan_host *host, const decimal *a, const decimal *b,
     decimal *ret_result)
{
    return add(host, a, b, false, ret_result);
}

static bool
minus(const rowan_host *host, const decimal *a, const decimal *b,
      decimal *ret_result)
{
    return add(host, a, b, true, ret_result);
}

static void
decimal_add(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    calculate(context, arguments, plus);
}

static void
decimal_sub(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    calculate(context, arguments, minus);
}

static void
decimal_mul(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    calculate(context, arguments, multiply);
}

/* --- sums --------------------------------------------------------------- */

typedef struct running_sum {
    decimal total;
    int64_t count; /* of numbers; NULLs are passed over */
} running_sum;

/* Adds the argument to the sum, or takes it away. */
static void
sum_change(sqlite3_context *context, sqlite3_value *argument, bool is_minus)
{
    const rowan_host *host = sqlite3_user_data(context);
    running_sum *sum = sqlite3_aggregate_context(context, sizeof *sum);
    decimal number = {0};
    decimal total;

    if (sqlite3_value_type(argument) == SQLITE_NULL)
        return;
    if (!sum) {
        sqlite3_result_error_nomem(context);
        return;
    }
    if (!read_argument(context, argument, &number))
        return;
    if (add(host, &sum->total, &number, is_minus, &total)) {
        done(host, &sum->total);
        sum->total = total;
        sum->count += is_minus ? -1 : 1;
        /* Leading zeros would grow by one a row. */
        while (whole_count(&sum->total) > 1 && !sum->total.digits[0])
            memmove(sum->total.digits, sum->total.digits + 1,
                    --sum->total.count);
    } else {
        sqlite3_result_error_nomem(context);
    }
    done(host, &number);
}

static void
sum_step(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    sum_change(context, arguments[0], false);
}

static void
sum_inverse(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    sum_change(context, arguments[0], true);
}

static void
sum_value(sqlite3_context *context)
{
    running_sum *sum = sqlite3_aggregate_context(context, 0);

    if (sum && sum->count)
        give(context, &sum->total);
}

static void
sum_final(sqlite3_context *context)
{
    running_sum *sum = sqlite3_aggregate_context(context, 0);

    sum_value(context);
    if (sum)
        done(sqlite3_user_data(context), &sum->total);
}

/* --- registration ------------------------------------------------------- */

int
sqlite__decimal_register(sqlite3 *db, const rowan_host *host)
{
    static const struct {
        const char *name;
        void (*function)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        {"decimal_add", decimal_add},
        {"decimal_sub", decimal_sub},
        {"decimal_mul", decimal_mul},
    };
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    void *context = (void *)host; /* SQLite only hands it back */
    int code =
        sqlite3_create_collation(db, "decimal", SQLITE_UTF8, context, collate);

    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (code == SQLITE_OK)
            code = sqlite3_create_function(db, functions[i].name, 2, flags,
                                           context, functions[i].function, NULL,
                                           NULL);
    if (code == SQLITE_OK)
        code = sqlite3_create_window_function(db, "decimal_sum", 1, flags,
                                              context, sum_step, sum_final,
                                              sum_value, sum_inverse, NULL);
    return code;
}
