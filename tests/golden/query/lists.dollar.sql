-- in one
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" = ANY($1)
-- in three
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" = ANY($1)
-- not in
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" <> ALL($1)
-- in array
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" = ANY($1)
-- in texts
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" = ANY($1)
-- in none
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE FALSE
-- not in none
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE TRUE
-- in none and
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE FALSE AND "id" = $1
-- in columns
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" IN ("sender_id", $1)
-- sum in
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" + $1 = ANY($2)
