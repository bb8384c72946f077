/* SPDX-License-Identifier: MIT */
#include "blog.h"

static rowan_status
point_to_value(const void *member, rowan_value *ret_value, rowan_error *err)
{
    const point *from = member;

    (void)err;
    *ret_value = (rowan_value){.kind = ROWAN_KIND_INT64,
                               .as.integer = from->x * 1000 + from->y};
    return ROWAN_OK;
}

static rowan_status
point_from_value(const rowan_value *value, void *ret_member, rowan_error *err)
{
    point *to = ret_member;

    (void)err;
    to->x = (int)(value->as.integer / 1000);
    to->y = (int)(value->as.integer % 1000);
    return ROWAN_OK;
}

static const rowan_codec point_codec = {
    .name = "point",
    .type = {.kind = ROWAN_KIND_INT64},
    .to_value = point_to_value,
    .from_value = point_from_value,
};

ROWAN_ENUM_TYPE(temper, {TEMPER_CALM, "calm"}, {TEMPER_GLAD, "glad"},
                {TEMPER_ANGRY, "angry"})

ROWAN_MODEL(author, "authors",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .length = 100, .not_null = true),
    ROWAN_COLUMN(email, .name = "e_mail"),
    ROWAN_COLUMN(age),
    ROWAN_COLUMN(rank),
    ROWAN_COLUMN(active),
    ROWAN_COLUMN(verified),
    ROWAN_COLUMN(score),
    ROWAN_COLUMN(weight),
    ROWAN_COLUMN(balance, .precision = 12, .scale = 2),
    ROWAN_ENUM(feeling, temper),
    ROWAN_COLUMN(born),
    ROWAN_COLUMN(wakes),
    ROWAN_COLUMN(joined),
    ROWAN_COLUMN(pause),
    ROWAN_COLUMN(token),
    ROWAN_COLUMN(picture),
    ROWAN_COLUMN(settings),
    ROWAN_COLUMN(country),
    ROWAN_CODEC(home, &point_codec),
    ROWAN_COLUMN(initials, .computed_sql = "substr(name, 1, 1)"))

ROWAN_MODEL(post, "posts",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(author_id),
    ROWAN_COLUMN(title, .not_null = true),
    ROWAN_COLUMN(body),
    ROWAN_COLUMN(published),
    ROWAN_COLUMN(words),
    ROWAN_ENUM(tone, temper),
    ROWAN_FOREIGN_KEY(author_id, author, id))

ROWAN_MODEL(comment, "comments",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(post_id),
    ROWAN_COLUMN(text),
    ROWAN_FOREIGN_KEY(post_id, post, id))

ROWAN_MODEL(letter, "letters",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(sender_id),
    ROWAN_COLUMN(receiver_id),
    ROWAN_COLUMN(text),
    ROWAN_FOREIGN_KEY(sender_id, author, id),
    ROWAN_FOREIGN_KEY(receiver_id, author, id))

ROWAN_MODEL(note, "note \"book\"",
    ROWAN_PRIMARY_KEY(key),
    ROWAN_COLUMN(text, .name = "te`xt"))

ROWAN_MODEL(membership, "memberships",
    ROWAN_PRIMARY_KEY(club, .not_generated = true),
    ROWAN_PRIMARY_KEY(member, .not_generated = true),
    ROWAN_COLUMN(level))

ROWAN_MODEL(dues, "dues",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(club),
    ROWAN_COLUMN(member),
    ROWAN_COLUMN(amount, .precision = 8, .scale = 2),
    ROWAN_FOREIGN_KEY2((club, member), membership, (club, member)))

ROWAN_MODEL_IN(audit, "log", "audits",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(what))

ROWAN_ROW(summary,
    ROWAN_FIELD(name), ROWAN_FIELD(other), ROWAN_FIELD(count),
    ROWAN_FIELD(second), ROWAN_FIELD(mean), ROWAN_FIELD(total))
