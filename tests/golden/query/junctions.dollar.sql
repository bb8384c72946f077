-- none
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters"
-- and
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" = $1 AND "text" LIKE $2 ESCAPE '\' AND "text" IS NULL
-- or
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" = $1 OR "text" LIKE $2 ESCAPE '\' OR "text" IS NULL
-- or in and
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" = $1 AND ("text" LIKE $2 ESCAPE '\' OR "text" IS NULL)
-- and in or
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE ("id" = $1 AND "text" LIKE $2 ESCAPE '\') OR "text" IS NULL
-- and in and
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" = $1 AND "text" LIKE $2 ESCAPE '\' AND "text" IS NULL
-- one in and
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" LIKE $1 ESCAPE '\'
-- not
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE NOT ("id" = $1)
-- not not
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE NOT (NOT ("id" = $1))
-- not or
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE NOT ("id" = $1 OR "text" LIKE $2 ESCAPE '\')
-- not in and
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE NOT ("id" = $1) AND NOT ("text" IS NULL)
-- not column
SELECT "id", "name", "e_mail", "age", "rank", "active", "verified", "score", "weight", "balance", "feeling", "born", "wakes", "joined", "pause", "token", "picture", "settings", "country", "home", "initials" FROM "authors" WHERE NOT "active"
-- deep
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE ("id" = $1 AND ("text" LIKE $2 ESCAPE '\' OR ("id" = $3 AND "text" IS NULL))) OR NOT ("text" LIKE $4 ESCAPE '\' AND "text" IS NULL)
