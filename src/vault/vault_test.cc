#include "vault/vault.h"

#include <gtest/gtest.h>

#include <set>
#include <type_traits>

#include "base/twins.h"

// The house has one maker of grants, in office; this one stands in for it.
namespace opak::office {
class GrantMaker {
 public:
  static vault::Grant grant(std::string subject, std::string purpose) { return {std::move(subject), std::move(purpose)}; }
};
}  // namespace opak::office

namespace opak::vault {
namespace {

using office::GrantMaker;

const Moment monday = moment_in_jakarta(*day_of(2026, 11, 23), 8);

Personal<std::string> personal(std::string text) { return Personal<std::string>(std::move(text)); }

struct City {
  City() : database(*store::Database::open("file:/vault_" + std::to_string(++count) + "?vfs=memdb", store::Mode::writer)) {
    EXPECT_TRUE(store::migrate(database, "main"));
  }
  SubjectKey person(const std::string& subject) {
    auto key = vault.new_key();
    vault.keep_key(database, subject, SubjectKind::person, key, monday);
    return key;
  }
  std::string opened(const std::string& subject, const std::string& place, const Sealed& sealed, const Grant& grant) {
    const auto text = vault.open_text(database, subject, place, sealed, grant);
    return text ? PersonalAccess::look(*text) : "(shut)";
  }
  void erase(const std::string& subject) {
    store::Transaction transaction(database);
    vault.erase(database, subject);
    transaction.commit();
  }

  static inline int count = 0;
  store::Database database;
  SeededChance chance{11};
  MemoryFiles files;
  Secrets secrets = *load_or_make_secrets(files, chance);
  Vault vault{secrets, chance};
  Grant all = GrantMaker::grant("", "test");
};

// ---- the key file

TEST(Secrets, AreMadeOnceAndStayTheSame) {
  MemoryFiles files;
  SeededChance chance(1);
  const auto made = load_or_make_secrets(files, chance);
  const auto read = load_or_make_secrets(files, chance);
  ASSERT_TRUE(made && read);
  EXPECT_EQ(made->city_key, read->city_key);
  EXPECT_EQ(made->log_seed, read->log_seed);
  const std::set<Bytes> all{made->city_key, made->blind_key, made->link_key, made->handover_key, made->session_key, made->log_seed};
  EXPECT_EQ(all.size(), 6U);
  for (const auto& key : all) EXPECT_EQ(key.size(), 32U);
}

TEST(Secrets, AFileThatIsNotWholeIsNeverReplaced) {
  SeededChance chance(1);
  for (const std::string broken : {"", "{", "{}", R"({"city_key":"AAAA"})"}) {
    MemoryFiles files;
    ASSERT_TRUE(files.write_durable("opak.keys", broken));
    EXPECT_FALSE(load_or_make_secrets(files, chance)) << broken;
    EXPECT_EQ(*files.read("opak.keys"), broken);
  }
}

struct ShutFiles : MemoryFiles {
  Result<Bytes> read(const std::string&) override { return failure("cannot open a file: too many are open"); }
};
struct BlindFiles : ShutFiles {
  Result<std::vector<std::string>> list(const std::string&) override { return failure("cannot list"); }
};

TEST(Secrets, AFileThatCannotBeReadJustNowIsNeverReplaced) {
  SeededChance chance(1);
  ShutFiles shut;
  ASSERT_TRUE(shut.write_durable("opak.keys", "the old keys"));
  EXPECT_FALSE(load_or_make_secrets(shut, chance));
  EXPECT_EQ(*shut.MemoryFiles::read("opak.keys"), "the old keys");
  BlindFiles blind;
  ASSERT_TRUE(blind.write_durable("opak.keys", "the old keys"));
  EXPECT_FALSE(load_or_make_secrets(blind, chance));
  EXPECT_EQ(*blind.MemoryFiles::read("opak.keys"), "the old keys");
}

TEST(Secrets, ANewCityKeyStandsBesideTheOldOneUntilTheChangeIsFinished) {
  MemoryFiles files;
  SeededChance chance(1);
  const auto before = *load_or_make_secrets(files, chance);
  ASSERT_TRUE(begin_key_change(files, chance));
  const auto meanwhile = *load_or_make_secrets(files, chance);
  EXPECT_NE(meanwhile.city_key, before.city_key);
  EXPECT_EQ(meanwhile.old_city_key, before.city_key);
  EXPECT_EQ(meanwhile.blind_key, before.blind_key);
  EXPECT_FALSE(begin_key_change(files, chance)) << "the first old key would be lost";
  ASSERT_TRUE(end_key_change(files));
  const auto after = *load_or_make_secrets(files, chance);
  EXPECT_EQ(after.city_key, meanwhile.city_key);
  EXPECT_EQ(after.log_seed, before.log_seed);
  EXPECT_TRUE(after.old_city_key.empty());
}

TEST(Secrets, AFullDiskMakesNoCity) {
  MemoryFiles files;
  SeededChance chance(1);
  files.fail_next_writes(1);
  EXPECT_FALSE(load_or_make_secrets(files, chance));
  EXPECT_TRUE(load_or_make_secrets(files, chance));
}

// ---- sealing

TEST(Vault, WhatIsSealedOpensAtItsPlace) {
  City city;
  const auto key = city.person("P1");
  const auto sealed = city.vault.seal(key, "application/1/person", personal("Siti Nurhaliza"));
  EXPECT_EQ(city.opened("P1", "application/1/person", sealed, city.all), "Siti Nurhaliza");
}

TEST(Vault, SealedBytesMovedElsewhereStayShut) {
  City city;
  const auto key = city.person("P1");
  city.person("P2");
  const auto sealed = city.vault.seal(key, "application/1/person", personal("Siti"));
  EXPECT_EQ(city.opened("P1", "application/2/person", sealed, city.all), "(shut)");
  EXPECT_EQ(city.opened("P2", "application/1/person", sealed, city.all), "(shut)");
  EXPECT_EQ(city.opened("P9", "application/1/person", sealed, city.all), "(shut)");
}

TEST(Vault, AnyChangedByteKeepsItShut) {
  City city;
  const auto key = city.person("P1");
  const auto sealed = city.vault.seal(key, "a", personal("Siti"));
  for (std::size_t i = 0; i < sealed.bytes.size(); ++i) {
    auto changed = sealed;
    changed.bytes[i] = static_cast<char>(changed.bytes[i] ^ 1);
    EXPECT_EQ(city.opened("P1", "a", changed, city.all), "(shut)") << i;
    EXPECT_EQ(city.opened("P1", "a", {sealed.bytes.substr(0, i)}, city.all), "(shut)") << i;
  }
}

TEST(Vault, TheSameWordSealedTwiceLooksDifferentAndShowsNothing) {
  City city;
  const auto key = city.person("P1");
  const auto one = city.vault.seal(key, "a", personal("Siti Nurhaliza")), two = city.vault.seal(key, "a", personal("Siti Nurhaliza"));
  EXPECT_NE(one, two);
  EXPECT_EQ(one.bytes.find("Siti"), Bytes::npos);
}

TEST(Vault, OpensOnlyAgainstAGrantForThatSubject) {
  City city;
  const auto key = city.person("P1");
  const auto sealed = city.vault.seal(key, "a", personal("Siti"));
  EXPECT_EQ(city.opened("P1", "a", sealed, GrantMaker::grant("P1", "verify")), "Siti");
  EXPECT_EQ(city.opened("P1", "a", sealed, GrantMaker::grant("P2", "verify")), "(shut)");
  EXPECT_EQ(city.opened("P1", "a", sealed, GrantMaker::grant("P", "verify")), "(shut)");
}

TEST(Vault, AGrantIsMadeByNobodyElse) {
  EXPECT_FALSE((std::is_constructible_v<Grant, std::string, std::string>));
  EXPECT_FALSE(std::is_default_constructible_v<Grant>);
}

TEST(Vault, FieldsKeepTheirOrderAndEveryLetter) {
  City city;
  const auto key = city.person("P1");
  const Fields fields{{"name", "Nur'aini \"Ibu\" \\ Ñandú 王"}, {"note", std::string("a\0b\n\x7f", 5)}, {"empty", ""}, {"name", "twice"}};
  const auto sealed = city.vault.seal(key, "a", Personal<Fields>(fields));
  const auto opened = city.vault.open_fields(city.database, "P1", "a", sealed, city.all);
  ASSERT_TRUE(opened);
  EXPECT_EQ(PersonalAccess::look(*opened), fields);
  EXPECT_EQ(PersonalAccess::look(field_of(*opened, "name")), fields[0].second);
  EXPECT_EQ(PersonalAccess::look(field_of(*opened, "missing")), "");
}

TEST(Vault, FieldsThatWouldNeverOpenAgainAreNotSealed) {
  City city;
  const auto key = city.person("P1");
  EXPECT_THROW(city.vault.seal(key, "a", Personal<Fields>(Fields{{"name", "Sit\xff"}})), Bug);
}

TEST(Vault, FilesOpenUnderTheirOwnNameOnly) {
  City city;
  const auto key = city.person("P1");
  const Bytes picture("\x89PNG\0\xff", 6);
  const auto sealed = city.vault.seal_file(key, "D1", picture);
  const auto opened = city.vault.open_file(city.database, "P1", "D1", sealed, city.all);
  ASSERT_TRUE(opened);
  EXPECT_EQ(PersonalAccess::look(*opened), picture);
  EXPECT_FALSE(city.vault.open_file(city.database, "P1", "D2", sealed, city.all));
  EXPECT_EQ(city.opened("P1", "D1", sealed, city.all), "(shut)");
}

TEST(Vault, AKeyIsKeptWrappedAndOpensInNoOtherCity) {
  City city;
  const auto key = city.person("P1");
  const auto sealed = city.vault.seal(key, "a", personal("Siti"));
  auto other_secrets = city.secrets;
  other_secrets.city_key = Bytes(32, 'x');
  const Vault elsewhere(other_secrets, city.chance);
  EXPECT_FALSE(elsewhere.find_key(city.database, "P1"));
  EXPECT_FALSE(elsewhere.open_text(city.database, "P1", "a", sealed, city.all));
  EXPECT_TRUE(city.vault.find_key(city.database, "P1"));
  EXPECT_FALSE(city.vault.find_key(city.database, "P2"));
}

TEST(Vault, TheCitysKeyIsChangedPortionByPortion) {
  City city;
  const auto key = city.person("P1");
  city.person("P2");
  city.person("P3");
  const auto sealed = city.vault.seal(key, "a", personal("Siti"));
  const auto for_city = city.vault.seal_for_city("b", "rahasia");
  auto secrets = city.secrets;
  secrets.old_city_key = std::exchange(secrets.city_key, Bytes(32, 'n'));
  Vault both(secrets, city.chance);
  EXPECT_TRUE(both.find_key(city.database, "P1")) << "with both keys nothing is shut";
  EXPECT_EQ(both.open_for_city("b", for_city), Bytes("rahasia"));
  std::string after;
  EXPECT_EQ(both.rewrap_keys(city.database, after, 2), 2);
  EXPECT_EQ(after, "P2");
  EXPECT_TRUE(both.find_key(city.database, "P1"));
  EXPECT_EQ(both.rewrap_keys(city.database, after, 2), 1);
  EXPECT_EQ(after, "");
  EXPECT_EQ(both.rewrap_keys(city.database, after, 9), 0) << "what is changed stays as it is";
  const auto again = both.resealed_for_city("b", for_city);
  ASSERT_TRUE(again);
  EXPECT_FALSE(both.resealed_for_city("b", *again));
  EXPECT_FALSE(both.resealed_for_city("elsewhere", for_city));

  secrets.old_city_key.clear();
  const Vault now(secrets, city.chance);
  for (const auto* subject : {"P1", "P2", "P3"}) {
    EXPECT_TRUE(now.find_key(city.database, subject));
    EXPECT_FALSE(city.vault.find_key(city.database, subject)) << "the old key alone opens nothing";
  }
  EXPECT_EQ(now.open_for_city("b", *again), Bytes("rahasia"));
  EXPECT_FALSE(now.open_for_city("b", for_city));
  EXPECT_EQ(PersonalAccess::look(*now.open_text(city.database, "P1", "a", sealed, city.all)), "Siti");
}

TEST(Vault, AKeyRowPutUnderAnotherNameDoesNotOpen) {
  City city;
  city.person("P1");
  city.database.run("UPDATE vault_key SET subject = 'P2' WHERE subject = 'P1'");
  EXPECT_FALSE(city.vault.find_key(city.database, "P2"));
}

TEST(Vault, ASubjectHasOneKeyForEver) {
  City city;
  city.person("P1");
  EXPECT_THROW(city.person("P1"), Bug);
}

// ---- the blind index

TEST(BlindIndex, FindsTheSubjectAndTellsNothingWithoutTheKey) {
  City city;
  const auto nik = city.vault.blind("nik", personal("3673014101900001"));
  EXPECT_EQ(nik.size(), 32U);
  EXPECT_EQ(nik, city.vault.blind("nik", personal("3673014101900001")));
  EXPECT_NE(nik, city.vault.blind("nik", personal("3673014101900002")));
  EXPECT_NE(nik, city.vault.blind("kk", personal("3673014101900001")));
  EXPECT_NE(city.vault.blind("ab", personal("c")), city.vault.blind("a", personal("bc")));
  auto other = city.secrets;
  other.blind_key = Bytes(32, 'x');
  EXPECT_NE(nik, Vault(other, city.chance).blind("nik", personal("3673014101900001")));

  city.vault.index(city.database, "nik", nik, "P1");
  city.vault.index(city.database, "nik", nik, "P1");  // Twice is once.
  EXPECT_EQ(city.vault.find_subject(city.database, "nik", nik), "P1");
  EXPECT_EQ(city.vault.find_subject(city.database, "kk", nik), std::nullopt);
  city.vault.index(city.database, "nik", nik, "P0");
  EXPECT_EQ(city.vault.find_subject(city.database, "nik", nik), "P0");
}

// ---- derived words

TEST(Derived, LettersAndLinksAreAlwaysTheSameAndOfNoOtherThing) {
  City city;
  EXPECT_EQ(city.vault.derived_letters("handover/1", 8), city.vault.derived_letters("handover/1", 8));
  EXPECT_NE(city.vault.derived_letters("handover/1", 8), city.vault.derived_letters("handover/2", 8));
  EXPECT_EQ(city.vault.derived_letters("handover/1", 8).size(), 8U);
  const auto token = city.vault.link_token("status", "A1");
  EXPECT_EQ(from_base64url(token)->size(), 16U);
  EXPECT_TRUE(city.vault.link_token_is("status", "A1", token));
  EXPECT_FALSE(city.vault.link_token_is("status", "A2", token));
  EXPECT_FALSE(city.vault.link_token_is("repair", "A1", token));
  EXPECT_FALSE(city.vault.link_token_is("status", "A1", ""));
  EXPECT_FALSE(city.vault.link_token_is("status", "A1", token + "A"));
}

TEST(Derived, ALeafsSaltDiesWithTheKey) {
  City city;
  const auto key = city.person("P1");
  const auto salt = city.vault.leaf_salt(key, "E1");
  EXPECT_EQ(salt, city.vault.leaf_salt(*city.vault.find_key(city.database, "P1"), "E1"));
  EXPECT_NE(salt, city.vault.leaf_salt(key, "E2"));
  city.erase("P1");
  EXPECT_FALSE(city.vault.find_key(city.database, "P1"));
}

TEST(Derived, AFormTokenBelongsToItsSessionAndLooksNewEachTime) {
  City city;
  const auto one = city.vault.form_token("session-1"), two = city.vault.form_token("session-1");
  EXPECT_NE(one, two);
  EXPECT_TRUE(city.vault.form_token_is("session-1", one));
  EXPECT_TRUE(city.vault.form_token_is("session-1", two));
  EXPECT_FALSE(city.vault.form_token_is("session-2", one));
  EXPECT_FALSE(city.vault.form_token_is("session-1", ""));
  EXPECT_FALSE(city.vault.form_token_is("session-1", to_base64url(Bytes(32, '\0'))));
}

TEST(CitySeals, OpenAtTheirPlaceInThisCity) {
  City city;
  const auto sealed = city.vault.seal_for_city("staff/1/totp", "secret");
  EXPECT_EQ(city.vault.open_for_city("staff/1/totp", sealed), "secret");
  EXPECT_EQ(city.vault.open_for_city("staff/2/totp", sealed), std::nullopt);
  EXPECT_EQ(city.vault.open_for_city("staff/1/totp", Sealed{}), std::nullopt);
}

// ---- cards and erasing

TEST(Cards, TheNewerOneCounts) {
  City city;
  const auto key = city.person("C1");
  EXPECT_FALSE(city.vault.open_card(city.database, "C1", city.all));
  city.vault.keep_card(city.database, "C1", key, Personal<Fields>(Fields{{"phone", "6281200000001"}}), monday);
  city.vault.keep_card(city.database, "C1", key, Personal<Fields>(Fields{{"phone", "6281200000002"}}), monday + days(1));
  const auto card = city.vault.open_card(city.database, "C1", city.all);
  ASSERT_TRUE(card);
  EXPECT_EQ(PersonalAccess::look(field_of(*card, "phone")), "6281200000002");
  EXPECT_FALSE(city.vault.open_card(city.database, "C1", GrantMaker::grant("C2", "send")));
}

TEST(Erase, ShutsEverythingOfOneSubjectAndNothingOfAnother) {
  City city;
  const auto key = city.person("P1"), other = city.person("P2");
  const auto sealed = city.vault.seal(key, "a", personal("Siti")), kept = city.vault.seal(other, "a", personal("Badru"));
  const auto nik = city.vault.blind("nik", personal("3673014101900001"));
  city.vault.index(city.database, "nik", nik, "P1");
  city.vault.keep_card(city.database, "P1", key, Personal<Fields>(Fields{{"phone", "6281200000001"}}), monday);
  city.database.run("INSERT INTO vault_document VALUES ('D2', 'P1', 10, 0), ('D1', 'P1', 10, 0), ('D3', 'P2', 10, 0)");
  city.database.run("INSERT INTO vault_known_contact VALUES ('P1', 'C1', 'seen_in_person', 0), ('P2', 'C1', 'seen_in_person', 0)");

  EXPECT_EQ(city.opened("P1", "a", sealed, city.all), "Siti");
  {
    store::Transaction transaction(city.database);
    EXPECT_EQ(city.vault.erase(city.database, "P1"), (std::vector<std::string>{"D1", "D2"}));
    transaction.commit();
  }
  EXPECT_EQ(city.opened("P1", "a", sealed, city.all), "(shut)");
  EXPECT_FALSE(city.vault.find_subject(city.database, "nik", nik));
  EXPECT_FALSE(city.vault.open_card(city.database, "P1", city.all));
  EXPECT_EQ(city.opened("P2", "a", kept, city.all), "Badru");
  EXPECT_EQ(store::dump_tables(city.database, "vault_").find("'P1'"), std::string::npos);
  EXPECT_NE(store::dump_tables(city.database, "vault_").find("'D3'"), std::string::npos);
}

TEST(Erase, TakenBackWithItsTransaction) {
  City city;
  const auto key = city.person("P1");
  const auto sealed = city.vault.seal(key, "a", personal("Siti"));
  {
    store::Transaction transaction(city.database);
    city.vault.erase(city.database, "P1");
  }
  EXPECT_EQ(city.opened("P1", "a", sealed, city.all), "Siti");
  EXPECT_THROW(city.vault.erase(city.database, "P1"), Bug);  // Never outside one.
}

TEST(Erase, ANewKeyForTheSameSubjectDoesNotOpenTheOldSeals) {
  City city;
  const auto sealed = city.vault.seal(city.person("P1"), "a", personal("Siti"));
  city.erase("P1");
  city.person("P1");
  EXPECT_EQ(city.opened("P1", "a", sealed, city.all), "(shut)");
}

}  // namespace
}  // namespace opak::vault
