-- The example register: invented residents only, in a file of its own (register-example.db). It lies open on purpose; a real
-- register stays with its keeper, behind the same interface.
CREATE TABLE register_resident (
  id INTEGER PRIMARY KEY,
  nik TEXT NOT NULL UNIQUE,
  kk TEXT NOT NULL,
  name TEXT NOT NULL,
  birth_place TEXT NOT NULL,
  born INTEGER NOT NULL,              -- Days since 1970-01-01.
  sex TEXT NOT NULL CHECK (sex IN ('man', 'woman')),
  kelurahan TEXT NOT NULL,
  street TEXT NOT NULL,
  rt TEXT NOT NULL,
  rw TEXT NOT NULL,
  alive INTEGER NOT NULL,
  card TEXT NOT NULL CHECK (card IN ('never', 'printed')),
  biometrics INTEGER NOT NULL,
  duplicate INTEGER NOT NULL,
  ever_married INTEGER NOT NULL
) STRICT;
