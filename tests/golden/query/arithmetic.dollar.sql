-- plus
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" + "sender_id" = "receiver_id"
-- times plus
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE ("id" + "sender_id") * "receiver_id" = $1
-- plus times
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" + "sender_id" * "receiver_id" = $1
-- minus minus
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" - ("sender_id" - "receiver_id") = $1
-- minus first
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" - "sender_id" - "receiver_id" = $1
-- div
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" / ("sender_id" / "receiver_id") = $1
-- div of reals
SELECT "id", "name", "e_mail", "age", "rank", "active", "verified", "score", "weight", "balance", "feeling", "born", "wakes", "joined", "pause", "token", "picture", "settings", "country", "home", "initials" FROM "authors" WHERE "score" / $1 > $2
-- mod
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" % $1 = $2
-- mod of a sum
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE ("id" + $1) % $2 = $3
-- mod of reals
ROWAN_UNSUPPORTED: dialect dollar has no way to say MOD of double
-- neg
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE -"id" = $1
-- neg neg
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE -(-"id") = $1
-- neg of a sum
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE -("id" + "sender_id") = $1
-- minus neg
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" - (-"sender_id") = $1
-- neg plus
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE -"id" + "sender_id" = $1
-- abs
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE abs("id") > $1
-- to real
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE CAST("id" AS DOUBLE PRECISION) > $1
-- decimals
SELECT "id", "name", "e_mail", "age", "rank", "active", "verified", "score", "weight", "balance", "feeling", "born", "wakes", "joined", "pause", "token", "picture", "settings", "country", "home", "initials" FROM "authors" WHERE "balance" * $1 > $2
