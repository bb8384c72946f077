/* SPDX-License-Identifier: MIT */
#include "framing.h"

/* PostgreSQL's "protocol versions" that ask for something else. */
enum {
    REQUEST_CANCEL = 80877102,
    REQUEST_TLS = 80877103,
    REQUEST_GSS = 80877104
};

static size_t
big_endian(const unsigned char *bytes, size_t count)
{
    size_t number = 0;

    for (size_t i = 0; i < count; i++)
        number = number << 8 | bytes[i];
    return number;
}

static size_t
little_endian(const unsigned char *bytes, size_t count)
{
    size_t number = 0;

    while (count-- > 0)
        number = number << 8 | bytes[count];
    return number;
}

static size_t
less(size_t number, size_t taken)
{
    return number > taken ? number - taken : 0;
}

/* --- PostgreSQL ---------------------------------------------------------- */

/* Only the beginning has messages without a type, and answers without a
 * length; 'E' is an error of an old server, and has one. */
static bool
is_one_byte(const framing *f, framing_side side, unsigned char first)
{
    return side == FRAMING_TO_CLIENT && f->answers_due > 0 && first != 'E';
}

static size_t
postgresql_header(const framing *f, framing_side side,
                  const framing_message *m)
{
    if (f->secure)
        return 5; /* a record of TLS: type, version, length */
    if (side == FRAMING_TO_SERVER && !f->started)
        return 8; /* length, version */
    if (m->header_size > 0 && is_one_byte(f, side, m->header[0]))
        return 1;
    return 5; /* type, length */
}

/* The header is whole: what follows it, and what that changes. */
static size_t
postgresql_body(framing *f, framing_side side, const framing_message *m)
{
    size_t request;

    if (f->secure)
        return big_endian(m->header + 3, 2);
    if (side == FRAMING_TO_SERVER && !f->started) {
        request = big_endian(m->header + 4, 4);
        if (request == REQUEST_TLS || request == REQUEST_GSS)
            f->answers_due++;
        else
            f->started = true;
        return less(big_endian(m->header, 4), 8);
    }
    if (is_one_byte(f, side, m->header[0])) {
        f->answers_due--;
        f->secure = m->header[0] == 'S' || m->header[0] == 'G';
        return 0;
    }
    return less(big_endian(m->header + 1, 4), 4);
}

/* --- any protocol --------------------------------------------------------- */

static size_t
header_size(const framing *f, framing_side side, const framing_message *m)
{
    return f->protocol == FRAMING_POSTGRESQL ? postgresql_header(f, side, m)
                                             : 4; /* length, number */
}

static size_t
body_size(framing *f, framing_side side, const framing_message *m)
{
    return f->protocol == FRAMING_POSTGRESQL ? postgresql_body(f, side, m)
                                             : little_endian(m->header, 3);
}

/* Takes bytes of the header; their number. */
static size_t
take_header(framing *f, framing_side side, const char *bytes, size_t size)
{
    framing_message *m = &f->sides[side];
    size_t taken = 0;

    while (taken < size && !m->in_body) {
        m->header[m->header_size++] = (unsigned char)bytes[taken++];
        if (m->header_size < header_size(f, side, m))
            continue;
        m->body_left = body_size(f, side, m);
        m->in_body = true;
    }
    return taken;
}

size_t
framing_take(framing *f, framing_side side, const char *bytes, size_t size,
             bool *ret_ends)
{
    framing_message *m = &f->sides[side];
    size_t taken, rest;

    *ret_ends = false;
    if (f->protocol == FRAMING_NONE)
        return size;
    taken = take_header(f, side, bytes, size);
    rest = size - taken < m->body_left ? size - taken : m->body_left;
    m->body_left -= rest;
    *ret_ends = m->in_body && m->body_left == 0;
    if (*ret_ends)
        *m = (framing_message){.header_size = 0};
    return taken + rest;
}
