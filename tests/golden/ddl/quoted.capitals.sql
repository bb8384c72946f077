CREATE TABLE "a ""table""; `x`" (
    "SELECT" uuid NOT NULL,
    "Grösse" text,
    CONSTRAINT "the key" PRIMARY KEY ("SELECT")
);
