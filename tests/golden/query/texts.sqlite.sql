-- concat
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" || ? || "text" = ?
-- concat of concat
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE ("text" || ?) || ? = ?
-- concat of a C text first
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE ? || "text" || ? = ?
-- lower
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE lower("text") = ?
-- upper of concat
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE upper("text" || ?) = ?
-- length
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE length("text") > ?
-- coalesce
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE coalesce("text", ?) = ?
