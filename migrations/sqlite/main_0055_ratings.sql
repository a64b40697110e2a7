-- What residents said after the card was in their hand, by day, without reading every line of every case.
CREATE INDEX view_timeline_rated ON view_timeline (at, word) WHERE fact = 'application.rated.v1';
