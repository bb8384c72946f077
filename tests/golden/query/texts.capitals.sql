-- concat
SELECT "ID", "SENDER_ID", "RECEIVER_ID", "TEXT" FROM "LETTERS" WHERE "TEXT" || CAST(? AS varchar(1000)) || "TEXT" = CAST(? AS varchar(1000))
-- concat of concat
SELECT "ID", "SENDER_ID", "RECEIVER_ID", "TEXT" FROM "LETTERS" WHERE ("TEXT" || CAST(? AS varchar(1000))) || CAST(? AS varchar(1000)) = CAST(? AS varchar(1000))
-- concat of a C text first
SELECT "ID", "SENDER_ID", "RECEIVER_ID", "TEXT" FROM "LETTERS" WHERE CAST(? AS varchar(1000)) || "TEXT" || CAST(? AS varchar(1000)) = CAST(? AS varchar(1000))
-- lower
SELECT "ID", "SENDER_ID", "RECEIVER_ID", "TEXT" FROM "LETTERS" WHERE lower("TEXT") = CAST(? AS varchar(1000))
-- upper of concat
SELECT "ID", "SENDER_ID", "RECEIVER_ID", "TEXT" FROM "LETTERS" WHERE upper("TEXT" || CAST(? AS varchar(1000))) = CAST(? AS varchar(1000))
-- length
SELECT "ID", "SENDER_ID", "RECEIVER_ID", "TEXT" FROM "LETTERS" WHERE char_length("TEXT") > ?
-- coalesce
SELECT "ID", "SENDER_ID", "RECEIVER_ID", "TEXT" FROM "LETTERS" WHERE coalesce("TEXT", CAST(? AS varchar(1000))) = CAST(? AS varchar(1000))
