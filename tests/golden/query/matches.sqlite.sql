-- like
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" LIKE ? ESCAPE '\'
-- not like
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" NOT LIKE ? ESCAPE '\'
-- ilike
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE lower("text") LIKE lower(?) ESCAPE '\'
-- starts with
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" LIKE ? ESCAPE '\'
-- ends with
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" LIKE ? ESCAPE '\'
-- contains
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" LIKE ? ESCAPE '\'
-- like of a concat
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" || ? LIKE ? ESCAPE '\'
-- ilike of lower
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE lower(lower("text")) LIKE lower(?) ESCAPE '\'
