CREATE TABLE "customers" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "e-mail" TEXT,
    "mood" TEXT NOT NULL,
    "created" TIMESTAMP DEFAULT (CURRENT_TIMESTAMP),
    "shown" TEXT GENERATED ALWAYS AS (upper(name)) STORED,
    "credit" BIGINT DEFAULT (100) NOT NULL,
    "patron" BIGINT,
    CONSTRAINT "uq_customers_e-mail" UNIQUE ("e-mail"),
    CONSTRAINT "uq_customers_name_mood" UNIQUE ("name", "mood"),
    CONSTRAINT "ck_customers_mood" CHECK ("mood" IN ('sad', 'don''t ask')),
    CONSTRAINT "ck_customers_credit" CHECK (credit >= 0),
    CONSTRAINT "own_patron" CHECK (patron <> id),
    CONSTRAINT "fk_customers_patron" FOREIGN KEY ("patron")
        REFERENCES "customers" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "ix_customers_name" ON "customers" ("name");
CREATE INDEX "ix_customers_created_id" ON "customers" ("created", "id");
