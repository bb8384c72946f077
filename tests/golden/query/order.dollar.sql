-- column
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" ORDER BY "text"
-- asc
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" ORDER BY "text"
-- desc
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" ORDER BY "text" DESC
-- several
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" ORDER BY "text" DESC, "id"
-- asc nulls first
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" ORDER BY "text" NULLS FIRST
-- asc nulls last
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" ORDER BY "text" NULLS LAST
-- desc nulls first
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" ORDER BY "text" DESC NULLS FIRST
-- desc nulls last
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" ORDER BY "text" DESC NULLS LAST
-- nulls last of a value
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" ORDER BY "text" || $1 NULLS LAST
-- expression
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" ORDER BY "id" + $1 DESC
-- limit
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" LIMIT $1
-- offset
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" OFFSET $1
-- limit and offset
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" LIMIT $1 OFFSET $2
-- distinct
SELECT DISTINCT "id", "sender_id", "receiver_id", "text" FROM "letters"
-- all of it
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" > $1 ORDER BY "id" DESC LIMIT $2 OFFSET $3
