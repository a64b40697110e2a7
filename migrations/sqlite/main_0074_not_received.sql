-- Additive: cards that were handed over and did not arrive are few among all that were; a supervisor looks for them every morning.
CREATE INDEX view_case_not_received ON view_case (stage_due, id) WHERE stage = 'delivered' AND disputed = 1;
