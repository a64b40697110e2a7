-- Additive: how much longer or shorter ways take than reckoned, as the couriers' own time stamps taught: between two kelurahan, and between the
-- two kecamatan they lie in, by the hour they were ridden. Learnt when a run is closed; no resident and no courier stands in it.
CREATE TABLE office_way (
  from_place TEXT NOT NULL,
  to_place TEXT NOT NULL,
  hour INTEGER NOT NULL,
  thousandths INTEGER NOT NULL,
  rides INTEGER NOT NULL,
  PRIMARY KEY (from_place, to_place, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX office_way_hour ON office_way (hour, rides);
