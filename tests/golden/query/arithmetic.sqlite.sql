-- plus
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" + "sender_id" = "receiver_id"
-- times plus
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE ("id" + "sender_id") * "receiver_id" = ?
-- plus times
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" + "sender_id" * "receiver_id" = ?
-- minus minus
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" - ("sender_id" - "receiver_id") = ?
-- minus first
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" - "sender_id" - "receiver_id" = ?
-- div
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" / ("sender_id" / "receiver_id") = ?
-- div of reals
SELECT "id", "name", "e_mail", "age", "rank", "active", "verified", "score", "weight", "balance", "feeling", "born", "wakes", "joined", "pause", "token", "picture", "settings", "country", "home", "initials" FROM "authors" WHERE "score" / ? > ?
-- mod
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" % ? = ?
-- mod of a sum
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE ("id" + ?) % ? = ?
-- mod of reals
SELECT "id", "name", "e_mail", "age", "rank", "active", "verified", "score", "weight", "balance", "feeling", "born", "wakes", "joined", "pause", "token", "picture", "settings", "country", "home", "initials" FROM "authors" WHERE mod("score", ?) > ?
-- neg
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE -"id" = ?
-- neg neg
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE -(-"id") = ?
-- neg of a sum
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE -("id" + "sender_id") = ?
-- minus neg
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" - (-"sender_id") = ?
-- neg plus
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE -"id" + "sender_id" = ?
-- abs
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE abs("id") > ?
-- to real
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE CAST("id" AS REAL) > ?
-- decimals
SELECT "id", "name", "e_mail", "age", "rank", "active", "verified", "score", "weight", "balance", "feeling", "born", "wakes", "joined", "pause", "token", "picture", "settings", "country", "home", "initials" FROM "authors" WHERE (decimal_mul("balance", ?) COLLATE decimal) > ?
