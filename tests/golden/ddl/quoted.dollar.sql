CREATE TABLE "a ""table""; `x`" (
    "select" uuid NOT NULL,
    "Grösse" text,
    CONSTRAINT "the key" PRIMARY KEY ("select")
);
