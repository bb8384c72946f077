/* SPDX-License-Identifier: MIT */
/*
 * Where the messages of a database's protocol end, in a stream that comes in
 * pieces of any size. Only lengths are looked at, and what changes them: the
 * start of a conversation, and TLS.
 */
#ifndef ROWAN_TESTS_FRAMING_H
#define ROWAN_TESTS_FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum framing_protocol {
    FRAMING_NONE, /* the whole stream is one message */
    FRAMING_POSTGRESQL,
    FRAMING_MYSQL
} framing_protocol;

typedef enum framing_side {
    FRAMING_TO_SERVER,
    FRAMING_TO_CLIENT
} framing_side;

/* The message that a side is in the middle of. */
typedef struct framing_message {
    unsigned char header[8];
    size_t header_size; /* of it so far */
    size_t body_left;
    bool in_body;
} framing_message;

/* One conversation. All zero but the protocol is its beginning. */
typedef struct framing {
    framing_protocol protocol;
    bool started;          /* PostgreSQL: the startup message was sent */
    bool secure;           /* PostgreSQL: TLS was agreed on */
    unsigned answers_due;  /* PostgreSQL: of one byte, to requests for TLS */
    framing_message sides[2];
} framing;

/*
 * Follows one side of a conversation by one piece: up to the end of the
 * current message, or all of the bytes. Returns its size, at least 1 if size
 * is; *ret_ends tells whether a message ends with it.
 */
size_t framing_take(framing *f, framing_side side, const char *bytes,
                    size_t size, bool *ret_ends);

#endif
