/* SPDX-License-Identifier: MIT */
/* Ends of messages are found however the stream is cut into pieces. */
#include "framing.h"
#include "harness.h"

#include <string.h>

/* A stream of one side, with the offsets where its messages end. */
typedef struct stream {
    framing_side side;
    const char *bytes;
    size_t size;
    size_t ends[8]; /* ended by 0 */
} stream;

#define BYTES(text_) (text_), sizeof(text_) - 1

#define PG_TLS_REQUEST "\0\0\0\x08\x04\xd2\x16\x2f"
#define PG_STARTUP "\0\0\0\x11\0\3\0\0user\0me\0\0"
#define PG_QUERY "Q\0\0\0\x0dSELECT 1\0"
#define PG_SYNC "S\0\0\0\4"
#define PG_READY "Z\0\0\0\5I"
#define PG_ERROR "E\0\0\0\6x\0"

static const stream postgresql_plain[] = {
    {FRAMING_TO_SERVER, BYTES(PG_STARTUP), {17}},
    {FRAMING_TO_CLIENT, BYTES("R\0\0\0\x08\0\0\0\0" PG_READY), {9, 15}},
    {FRAMING_TO_SERVER, BYTES(PG_QUERY PG_SYNC), {14, 19}},
    {FRAMING_TO_CLIENT, BYTES(PG_ERROR PG_READY), {7, 13}},
    {0, NULL, 0, {0}}
};

/* 'N' here has no length, though there is a message of that type. */
static const stream postgresql_without_tls[] = {
    {FRAMING_TO_SERVER, BYTES(PG_TLS_REQUEST), {8}},
    {FRAMING_TO_CLIENT, BYTES("N"), {1}},
    {FRAMING_TO_SERVER, BYTES(PG_STARTUP), {17}},
    {FRAMING_TO_CLIENT, BYTES("N\0\0\0\5x" PG_READY), {6, 12}},
    {0, NULL, 0, {0}}
};

static const stream postgresql_with_tls[] = {
    {FRAMING_TO_SERVER, BYTES(PG_TLS_REQUEST), {8}},
    {FRAMING_TO_CLIENT, BYTES("S"), {1}},
    {FRAMING_TO_SERVER, BYTES("\x16\3\1\0\2ab" "\x17\3\3\0\1c"), {7, 13}},
    {FRAMING_TO_CLIENT, BYTES("\x16\3\3\0\3abc"), {8}},
    {0, NULL, 0, {0}}
};

static const stream postgresql_refused[] = {
    {FRAMING_TO_SERVER, BYTES(PG_TLS_REQUEST), {8}},
    {FRAMING_TO_CLIENT, BYTES(PG_ERROR), {7}},
    {0, NULL, 0, {0}}
};

static const stream mysql[] = {
    {FRAMING_TO_CLIENT, BYTES("\3\0\0\0abc"), {7}},
    {FRAMING_TO_SERVER, BYTES("\1\0\0\1x" "\0\0\0\2" "\2\0\0\0ab"), {5, 9, 15}},
    {FRAMING_TO_CLIENT, BYTES("\1\0\0\2y" "\1\0\0\3z"), {5, 10}},
    {0, NULL, 0, {0}}
};

/* Follows one stream in pieces of a size, and compares where ends are. */
static void
follow(framing *f, const stream *s, size_t piece_size)
{
    size_t at = 0, end = 0;

    while (at < s->size) {
        size_t left = s->size - at;
        bool ends;

        at += framing_take(f, s->side, s->bytes + at,
                           left < piece_size ? left : piece_size, &ends);
        if (ends)
            CHECK_INT(at, s->ends[end++]);
    }
    CHECK_INT(s->ends[end], 0);
}

static void
check_conversation(framing_protocol protocol, const stream *streams)
{
    for (size_t piece_size = 1; piece_size < 24; piece_size++) {
        framing f = {.protocol = protocol};

        for (const stream *s = streams; s->bytes != NULL; s++)
            follow(&f, s, piece_size);
    }
}

static void
test_framing__finds_the_messages_of_postgresql_in_pieces_of_any_size(void)
{
    check_conversation(FRAMING_POSTGRESQL, postgresql_plain);
}

static void
test_framing__knows_the_answers_to_a_request_for_tls(void)
{
    check_conversation(FRAMING_POSTGRESQL, postgresql_without_tls);
    check_conversation(FRAMING_POSTGRESQL, postgresql_with_tls);
    check_conversation(FRAMING_POSTGRESQL, postgresql_refused);
}

static void
test_framing__finds_the_packets_of_mysql_in_pieces_of_any_size(void)
{
    check_conversation(FRAMING_MYSQL, mysql);
}

static void
test_framing__takes_any_stream_whole_without_a_protocol(void)
{
    framing f = {.protocol = FRAMING_NONE};
    bool ends = true;

    CHECK_INT(framing_take(&f, FRAMING_TO_SERVER, "abc", 3, &ends), 3);
    CHECK(!ends);
}

HARNESS_SUITE(framing,
    HARNESS_TEST(
        test_framing__finds_the_messages_of_postgresql_in_pieces_of_any_size),
    HARNESS_TEST(test_framing__knows_the_answers_to_a_request_for_tls),
    HARNESS_TEST(
        test_framing__finds_the_packets_of_mysql_in_pieces_of_any_size),
    HARNESS_TEST(test_framing__takes_any_stream_whole_without_a_protocol))
