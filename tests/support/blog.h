/* SPDX-License-Identifier: MIT */
/*
 * Models for tests of queries: members of every type, foreign keys that join
 * in one way (post to author, comment to post), in two (letter to member) and
 * in none (note), a composite key, a schema, an enumeration and a codec.
 */
#ifndef ROWAN_TESTS_BLOG_H
#define ROWAN_TESTS_BLOG_H

#include <rowan.h>

typedef enum temper {
    TEMPER_CALM = 1,
    TEMPER_GLAD = 2,
    TEMPER_ANGRY = 7
} temper;

typedef struct point {
    int x, y;
} point;

typedef struct author {
    int64_t id;
    const char *name;
    const char *email;
    rowan_nullable_int32 age;
    int16_t rank;
    bool active;
    rowan_nullable_bool verified;
    double score;
    float weight;
    rowan_decimal balance;
    temper feeling;
    rowan_date born;
    rowan_time wakes;
    rowan_timestamp joined;
    rowan_interval pause;
    rowan_uuid token;
    rowan_bytes picture;
    rowan_json settings;
    char country[3];
    point home;
    const char *initials;
} author;
ROWAN_MODEL_DECLARE(author)

typedef struct post {
    int64_t id;
    int64_t author_id;
    const char *title;
    const char *body;
    rowan_nullable_timestamp published;
    int32_t words;
    temper tone;
} post;
ROWAN_MODEL_DECLARE(post)

typedef struct comment {
    int64_t id;
    int64_t post_id;
    const char *text;
} comment;
ROWAN_MODEL_DECLARE(comment)

typedef struct letter {
    int64_t id;
    int64_t sender_id;
    int64_t receiver_id;
    const char *text;
} letter;
ROWAN_MODEL_DECLARE(letter)

typedef struct note {
    const char *key;
    const char *text;
} note;
ROWAN_MODEL_DECLARE(note)

typedef struct membership {
    int64_t club;
    int64_t member;
    int32_t level;
} membership;
ROWAN_MODEL_DECLARE(membership)

typedef struct dues {
    int64_t id;
    int64_t club;
    int64_t member;
    rowan_decimal amount;
} dues;
ROWAN_MODEL_DECLARE(dues)

typedef struct audit {
    int64_t id;
    const char *what;
} audit;
ROWAN_MODEL_DECLARE(audit)

/* A row for reports of many kinds. */
typedef struct summary {
    const char *name;
    const char *other;
    rowan_nullable_int64 count;
    rowan_nullable_int64 second;
    rowan_nullable_double mean;
    rowan_decimal total;
} summary;
ROWAN_MODEL_DECLARE(summary)

#endif
