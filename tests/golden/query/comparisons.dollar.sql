-- eq
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" = $1
-- ne
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" <> $1
-- lt
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" < $1
-- le
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" <= $1
-- gt
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" > $1
-- ge
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" >= $1
-- columns
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "sender_id" = "receiver_id"
-- null is
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" IS NULL
-- null is not
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" IS NOT NULL
-- is null
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" IS NULL
-- is not null
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" IS NOT NULL
-- between
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" BETWEEN $1 AND $2
-- not between
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" NOT BETWEEN $1 AND $2
-- not between of a sum
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" + $1 NOT BETWEEN $2 AND $3
-- condition compared
SELECT "id", "name", "e_mail", "age", "rank", "active", "verified", "score", "weight", "balance", "feeling", "born", "wakes", "joined", "pause", "token", "picture", "settings", "country", "home", "initials" FROM "authors" WHERE ("age" > $1) = "active"
-- condition is null
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE ("id" = $1) IS NULL
