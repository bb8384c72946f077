/* SPDX-License-Identifier: MIT */
/**
 * @file value.h
 * The value types of struct members, and the tagged value that crosses
 * between Rowan, a driver and a codec.
 *
 * Dates, times and timestamps are points on a line, so that they compare with
 * < and == and have no invalid states; helpers convert to and from calendar
 * parts and ISO 8601 text. Text, bytes, decimal and JSON are views: a NULL
 * pointer is SQL NULL, an empty text or zero bytes at a non-NULL pointer is
 * not. Every other type has a nullable form `{ value, present }`.
 */
#ifndef ROWAN_VALUE_H
#define ROWAN_VALUE_H

#include <rowan/error.h>
#include <rowan/export.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

ROWAN_BEGIN_DECLS

/** Bytes: a view. `{ NULL, 0 }` is SQL NULL, `{ "", 0 }` is an empty value. */
typedef struct rowan_bytes {
    const void *data;
    size_t size; /**< bytes */
} rowan_bytes;

/** A day of the proleptic Gregorian calendar. */
typedef struct rowan_date {
    int32_t days; /**< since 1970-01-01 */
} rowan_date;

/** A time of day without a zone. */
typedef struct rowan_time {
    int64_t microseconds; /**< since midnight, 0 to 86,399,999,999 */
} rowan_time;

/** An instant. */
typedef struct rowan_timestamp {
    int64_t microseconds; /**< since 1970-01-01 00:00:00 UTC, no leap seconds */
} rowan_timestamp;

/** A span of time, of which months and days have no fixed length. */
typedef struct rowan_interval {
    int32_t months;
    int32_t days;
    int64_t microseconds;
} rowan_interval;

/** A UUID in network byte order. */
typedef struct rowan_uuid {
    uint8_t bytes[16];
} rowan_uuid;

/**
 * An exact decimal number, as NUL-terminated text: an optional '-', digits,
 * optionally '.' and digits. No exponent, no NaN. NULL text is SQL NULL.
 */
typedef struct rowan_decimal {
    const char *text;
} rowan_decimal;

/** A JSON document as NUL-terminated UTF-8 text. NULL text is SQL NULL. */
typedef struct rowan_json {
    const char *text;
} rowan_json;

/** Ends of the line, for databases that have them ("infinity"). */
#define ROWAN_DATE_INFINITY INT32_MAX
#define ROWAN_DATE_MINUS_INFINITY INT32_MIN
#define ROWAN_TIMESTAMP_INFINITY INT64_MAX
#define ROWAN_TIMESTAMP_MINUS_INFINITY INT64_MIN

/** Nullable forms. `{ 0 }` is SQL NULL. */
typedef struct rowan_nullable_int16 {
    int16_t value;
    bool present;
} rowan_nullable_int16;
typedef struct rowan_nullable_int32 {
    int32_t value;
    bool present;
} rowan_nullable_int32;
typedef struct rowan_nullable_int64 {
    int64_t value;
    bool present;
} rowan_nullable_int64;
typedef struct rowan_nullable_bool {
    bool value;
    bool present;
} rowan_nullable_bool;
typedef struct rowan_nullable_float {
    float value;
    bool present;
} rowan_nullable_float;
typedef struct rowan_nullable_double {
    double value;
    bool present;
} rowan_nullable_double;
typedef struct rowan_nullable_date {
    rowan_date value;
    bool present;
} rowan_nullable_date;
typedef struct rowan_nullable_time {
    rowan_time value;
    bool present;
} rowan_nullable_time;
typedef struct rowan_nullable_timestamp {
    rowan_timestamp value;
    bool present;
} rowan_nullable_timestamp;
typedef struct rowan_nullable_interval {
    rowan_interval value;
    bool present;
} rowan_nullable_interval;
typedef struct rowan_nullable_uuid {
    rowan_uuid value;
    bool present;
} rowan_nullable_uuid;

/**
 * Kinds of value. These numbers cross the plugin border: appended, never
 * changed.
 */
typedef enum rowan_kind {
    ROWAN_KIND_NULL = 0,
    ROWAN_KIND_BOOL = 1,      /**< integer: 0 or 1 */
    ROWAN_KIND_INT16 = 2,     /**< integer, checked to fit */
    ROWAN_KIND_INT32 = 3,     /**< integer, checked to fit */
    ROWAN_KIND_INT64 = 4,     /**< integer */
    ROWAN_KIND_FLOAT = 5,     /**< real, checked to fit a float */
    ROWAN_KIND_DOUBLE = 6,    /**< real */
    ROWAN_KIND_TEXT = 7,      /**< text: UTF-8 */
    ROWAN_KIND_BYTES = 8,     /**< text: any bytes */
    ROWAN_KIND_DATE = 9,      /**< integer: days since 1970-01-01 */
    ROWAN_KIND_TIME = 10,     /**< integer: microseconds since midnight */
    ROWAN_KIND_TIMESTAMP = 11, /**< integer: microseconds since 1970, UTC */
    ROWAN_KIND_INTERVAL = 12, /**< interval */
    ROWAN_KIND_UUID = 13,     /**< uuid */
    ROWAN_KIND_DECIMAL = 14,  /**< text: as in rowan_decimal */
    ROWAN_KIND_JSON = 15,     /**< text: a JSON document */
    ROWAN_KIND_COUNT = 16
} rowan_kind;

/** A bit beside a kind: a list of values of that kind, none of them NULL. Only
 * a bind is ever one, and only for a database with the feature ARRAY_BINDS. */
#define ROWAN_KIND_LIST 0x100u

/** A text or byte view with its length. */
typedef struct rowan_view {
    const char *data; /**< not necessarily NUL-terminated */
    size_t size;      /**< bytes */
} rowan_view;

/** The values of a list: a view. */
typedef struct rowan_value_list {
    const struct rowan_value *items; /**< each of the list's kind */
    size_t count;                    /**< at least 1 */
} rowan_value_list;

/**
 * One value with its kind. 24 bytes, passed in arrays. Which member of the
 * union holds is said at rowan_kind.
 */
typedef struct rowan_value {
    uint32_t kind; /**< a rowan_kind, or one with ROWAN_KIND_LIST */
    uint32_t reserved;
    union {
        int64_t integer;
        double real;
        rowan_view text;
        rowan_interval interval;
        rowan_uuid uuid;
        rowan_value_list list; /**< of kinds with ROWAN_KIND_LIST */
    } as;
} rowan_value;

/**
 * Name a kind: "int64", "timestamp".
 *
 * @param kind  a rowan_kind
 *
 * @return the name, or "?" for other numbers
 * @ownership  static
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const char *rowan_kind_name(uint32_t kind);

/** Longest texts written by the formatters, with the final NUL. */
#define ROWAN_DATE_TEXT_SIZE 16
#define ROWAN_TIME_TEXT_SIZE 16
#define ROWAN_TIMESTAMP_TEXT_SIZE 40
#define ROWAN_INTERVAL_TEXT_SIZE 80
#define ROWAN_UUID_TEXT_SIZE 37
#define ROWAN_INT64_TEXT_SIZE 21

/**
 * Make a date of its calendar parts.
 *
 * @param year      astronomical: 0 is 1 BC
 * @param month     1 to 12
 * @param day       1 to the month's last
 * @param[out] ret_date  the date; written only on success
 *
 * @errors     ROWAN_OUT_OF_RANGE  no such day, or beyond the last finite days,
 *             -5877641-06-24 and 5881580-07-10
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_date_from_civil(
    int32_t year, int32_t month, int32_t day, rowan_date *ret_date);

/**
 * Split a date into its calendar parts.
 *
 * @param date            any date; the infinities give the days that would
 *                        stand in their place
 * @param[out] ret_year   astronomical year
 * @param[out] ret_month  1 to 12
 * @param[out] ret_day    1 to 31
 *
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API void rowan_date_to_civil(rowan_date date, int32_t *ret_year,
                                   int32_t *ret_month, int32_t *ret_day);

/**
 * Write a date as "YYYY-MM-DD"; years outside 0000 to 9999 get a sign and at
 * least four digits. The ends of the line are "infinity" and "-infinity".
 *
 * @param date    any date
 * @param buffer  at least ROWAN_DATE_TEXT_SIZE bytes
 *
 * @return the length in bytes
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API size_t rowan_date_format(rowan_date date, char *buffer);

/**
 * Read a date in exactly the form that rowan_date_format() writes.
 *
 * @param text         the text, not necessarily NUL-terminated
 * @param size_bytes   its length in bytes
 * @param[out] ret_date  the date; written only on success
 *
 * @errors     ROWAN_OUT_OF_RANGE  not such a text, or no such day
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_date_parse(
    const char *text, size_t size_bytes, rowan_date *ret_date);

/**
 * Write a time as "HH:MM:SS" or, with a fraction, "HH:MM:SS.ffffff".
 *
 * @param time    0 to 86,399,999,999 microseconds
 * @param buffer  at least ROWAN_TIME_TEXT_SIZE bytes
 *
 * @return the length in bytes, 0 if the time is outside a day
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API size_t rowan_time_format(rowan_time time, char *buffer);

/**
 * Read a time: "HH:MM[:SS[.f]]" with one to six digits of fraction.
 *
 * @param text         the text, not necessarily NUL-terminated
 * @param size_bytes   its length in bytes
 * @param[out] ret_time  the time; written only on success
 *
 * @errors     ROWAN_OUT_OF_RANGE  not such a text, or no such time
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_time_parse(
    const char *text, size_t size_bytes, rowan_time *ret_time);

/**
 * The present instant, by the system's clock.
 *
 * @return microseconds since 1970-01-01 00:00:00 UTC
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API rowan_timestamp rowan_timestamp_now(void);

/**
 * Make a timestamp of a day and a time of day, both in UTC. An infinite date
 * makes an infinite timestamp.
 *
 * @param date                a day
 * @param time                a time of day
 * @param[out] ret_timestamp  written only on success
 *
 * @errors     ROWAN_OUT_OF_RANGE  not representable
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_timestamp_from_parts(
    rowan_date date, rowan_time time, rowan_timestamp *ret_timestamp);

/**
 * Split a timestamp into day and time of day, both in UTC. An infinite
 * timestamp gives an infinite date and midnight.
 *
 * @param timestamp      any instant
 * @param[out] ret_date  the day
 * @param[out] ret_time  the time of day
 *
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API void rowan_timestamp_to_parts(rowan_timestamp timestamp,
                                        rowan_date *ret_date,
                                        rowan_time *ret_time);

/**
 * Write a timestamp as "YYYY-MM-DD HH:MM:SS.ffffff" in UTC; six digits of
 * fraction always, so that texts of the years 0000 to 9999 sort as instants do.
 * Years and ends of the line are written as rowan_date_format() does.
 *
 * @param timestamp  any instant
 * @param buffer     at least ROWAN_TIMESTAMP_TEXT_SIZE bytes
 *
 * @return the length in bytes
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API size_t rowan_timestamp_format(rowan_timestamp timestamp,
                                        char *buffer);

/**
 * Read a timestamp: a date, a blank or 'T', a time, and optionally 'Z' or an
 * offset "+HH[:MM]"; without one it is in UTC. A date alone is its midnight;
 * "infinity" and "-infinity" are the ends of the line.
 *
 * @param text                the text, not necessarily NUL-terminated
 * @param size_bytes          its length in bytes
 * @param[out] ret_timestamp  written only on success
 *
 * @errors     ROWAN_OUT_OF_RANGE  not such a text, or no such instant
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_timestamp_parse(
    const char *text, size_t size_bytes, rowan_timestamp *ret_timestamp);

/**
 * Write an interval in ISO 8601: "P1Y2M-3DT4H5M6.5S"; each part has its own
 * sign. Zero is "PT0S".
 *
 * @param interval  any interval
 * @param buffer    at least ROWAN_INTERVAL_TEXT_SIZE bytes
 *
 * @return the length in bytes
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API size_t rowan_interval_format(rowan_interval interval, char *buffer);

/**
 * Read an ISO 8601 interval: P[nY][nM][nW][nD][T[nH][nM][n[.f]S]] with at
 * least one part, each with an optional '-', and one to six digits f.
 *
 * @param text               the text, not necessarily NUL-terminated
 * @param size_bytes         its length in bytes
 * @param[out] ret_interval  written only on success
 *
 * @errors     ROWAN_OUT_OF_RANGE  not such a text, or not representable
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_interval_parse(
    const char *text, size_t size_bytes, rowan_interval *ret_interval);

/**
 * Write a UUID as 36 lower-case characters.
 *
 * @param uuid    the UUID
 * @param buffer  at least ROWAN_UUID_TEXT_SIZE bytes
 *
 * @return 36
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API size_t rowan_uuid_format(rowan_uuid uuid, char *buffer);

/**
 * Read a UUID: 32 hexadecimal digits, with or without the four hyphens.
 *
 * @param text           the text, not necessarily NUL-terminated
 * @param size_bytes     its length in bytes
 * @param[out] ret_uuid  written only on success
 *
 * @errors     ROWAN_OUT_OF_RANGE  not such a text
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_uuid_parse(const char *text,
                                                         size_t size_bytes,
                                                         rowan_uuid *ret_uuid);

/**
 * Make a random UUID (RFC 9562 version 4) from the system's random source.
 *
 * @param[out] ret_uuid  written only on success
 *
 * @errors     ROWAN_IO  the system's random source failed
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_uuid_random(rowan_uuid *ret_uuid);

/**
 * Read a decimal as an integer count of its smallest units: "12.5" with two
 * places is 1250.
 *
 * @param decimal          the number; its text must not be NULL
 * @param scale            digits after the point, 0 to 18
 * @param[out] ret_units   written only on success
 *
 * @errors     ROWAN_OUT_OF_RANGE  not a decimal, more places than scale that
 *             are not zero, or beyond int64_t
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_decimal_to_units(
    rowan_decimal decimal, int32_t scale, int64_t *ret_units);

/** Longest text of rowan_decimal_from_units(), with the final NUL. */
#define ROWAN_UNITS_TEXT_SIZE 24

/**
 * Make a decimal of a count of its smallest units: 1250 with two places is
 * "12.50".
 *
 * @param units   the count
 * @param scale   digits after the point, 0 to 18
 * @param buffer  at least ROWAN_UNITS_TEXT_SIZE bytes; the decimal points here
 *
 * @return the decimal; NULL text if scale is out of bounds
 * @ownership  the text: borrowed from buffer
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API rowan_decimal rowan_decimal_from_units(int64_t units, int32_t scale,
                                                 char *buffer);

/**
 * Compare two decimals by value: "1.50" equals "1.5".
 *
 * @param a  a number; its text must be a valid decimal
 * @param b  a number; its text must be a valid decimal
 *
 * @return less than, equal to or greater than zero
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API int rowan_decimal_compare(rowan_decimal a, rowan_decimal b);

/**
 * Say whether a text is a decimal as rowan_decimal wants it.
 *
 * @param text        the text, not necessarily NUL-terminated
 * @param size_bytes  its length in bytes
 *
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API bool rowan_decimal_is_valid(const char *text, size_t size_bytes);

ROWAN_END_DECLS

#endif /* ROWAN_VALUE_H */
