-- concat
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" || $1 || "text" = $2
-- concat of concat
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE ("text" || $1) || $2 = $3
-- concat of a C text first
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE $1 || "text" || $2 = $3
-- lower
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE lower("text") = $1
-- upper of concat
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE upper("text" || $1) = $2
-- length
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE char_length("text") > $1
-- coalesce
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE coalesce("text", $1) = $2
