-- Erasing a number asks whose it is known to be, without reading all numbers of the city.
CREATE INDEX vault_known_contact_contact ON vault_known_contact (contact);
