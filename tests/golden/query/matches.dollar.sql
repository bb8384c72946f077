-- like
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" LIKE $1 ESCAPE '\'
-- not like
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" NOT LIKE $1 ESCAPE '\'
-- ilike
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" ILIKE $1 ESCAPE '\'
-- starts with
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" LIKE $1 ESCAPE '\'
-- ends with
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" LIKE $1 ESCAPE '\'
-- contains
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" LIKE $1 ESCAPE '\'
-- like of a concat
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" || $1 LIKE $2 ESCAPE '\'
-- ilike of lower
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE lower("text") ILIKE $1 ESCAPE '\'
