#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "access/limiter.h"
#include "access/one_time_code.h"
#include "access/password.h"
#include "access/remote.h"
#include "access/sign_in.h"
#include "access/totp.h"
#include "base/digest.h"
#include "base/embedded.h"
#include "base/json.h"
#include "base/text.h"
#include "base/twins.h"

namespace opak::access {
namespace {

const Moment monday = moment_in_jakarta(*day_of(2026, 11, 23), 8);
constexpr auto home = "203.0.113.0/24";
constexpr auto abroad = "198.51.100.0/24";
constexpr auto long_password = "tiga kucing menyeberang";

// A city with its own database in memory.
struct City {
  City() : database(*store::Database::open("file:/access_" + std::to_string(++count) + "?vfs=memdb", store::Mode::writer)) {
    EXPECT_TRUE(store::migrate(database, "main"));
  }

  Staff hire(const std::string& login, Roles roles = {Role::operator_}) {
    const auto hash = hash_password(long_password, Strength::cheap, chance);
    return *create_staff(database, vault, {login, "Siti Aminah", roles, "kota", hash, "6281200000009"}, monday);
  }

  Bytes enrol(const std::string& id, Moment at) {
    const auto secret = begin_totp(database, vault, id, chance);
    codes = *confirm_totp(database, vault, id, totp_code(secret, at), at, chance);
    return secret;
  }

  tl::expected<SignedIn, Refusal> come_in(std::string_view login, std::string_view password, std::string_view code, Moment now,
                                          std::string_view network = home, std::string_view old_cookie = {}) {
    const auto begun = begin_sign_in(database, limiter, login, network, now);
    if (!begun) return tl::unexpected(begun.error());
    const auto right = worker.verify(begun->hash, std::string(password)).wait();
    return finish_sign_in(database, vault, limiter, *begun, *right, code, old_cookie, now, chance);
  }

  std::int64_t rows(std::string_view table) {
    auto row = database.query("SELECT count(*) FROM " + std::string(table));
    row.next();
    return row.number_at(0);
  }

  static inline int count = 0;
  store::Database database;
  SeededChance chance{7};
  const vault::Secrets secrets{Bytes(32, 'c'), Bytes(32, 'b'), Bytes(32, 'l'), Bytes(32, 'h'), Bytes(32, 's'), Bytes(32, 'e')};
  vault::Vault vault{secrets, chance};
  Limiter limiter{chance};
  PasswordWorker worker{chance, Strength::cheap, PasswordWorker::Runs::at_once};
  std::vector<std::string> codes;
};

const Refusal sign_in_failed{"access.sign_in_failed"};

std::string refused(const tl::expected<SignedIn, Refusal>& answer) { return answer ? "came in" : answer.error().key; }

// ---- roles

TEST(Roles, AreReadAndWrittenInOneOrder) {
  EXPECT_EQ(format(*parse_roles("courier, operator")), "operator courier");
  EXPECT_EQ(parse_roles(format({Role::admin, Role::printer})), (Roles{Role::printer, Role::admin}));
  EXPECT_TRUE(parse_roles("  ")->empty());
  for (const auto role : all_roles) EXPECT_EQ(role_named(name_of(role)), role);
}

TEST(Roles, AWordThatIsNoRoleIsNotOverlooked) { EXPECT_FALSE(parse_roles("operator king")); }

TEST(Roles, AreHeldOneByOne) {
  const Roles roles{Role::operator_, Role::courier};
  EXPECT_TRUE(roles.has(Role::courier));
  EXPECT_FALSE(roles.has(Role::verifier));
  EXPECT_TRUE(roles.has_any({Role::verifier, Role::courier}));
  EXPECT_FALSE(roles.has_any({Role::verifier, Role::admin}));
}

// ---- where from

TEST(Remote, IsToldAsANetworkNeverAsAnAddress) {
  EXPECT_EQ(network_of("203.0.113.77"), "203.0.113.0/24");
  EXPECT_EQ(network_of("::ffff:203.0.113.77"), "203.0.113.0/24");
  EXPECT_EQ(network_of("2001:db8:1:2ff::5"), "2001:db8:1:200::/56");
  EXPECT_EQ(network_of("not an address"), "unknown");
  EXPECT_EQ(network_of(""), "unknown");
}

// ---- passwords

TEST(Password, IsRightOrWrong) {
  SeededChance chance(1);
  const auto hash = hash_password(long_password, Strength::cheap, chance);
  EXPECT_TRUE(password_is(hash, long_password));
  EXPECT_FALSE(password_is(hash, "tiga kucing menyeberanG"));
  EXPECT_FALSE(password_is(hash, ""));
  EXPECT_FALSE(password_is("", ""));
  EXPECT_FALSE(password_is(std::string(500, '$'), long_password));
}

TEST(Password, TheStandardHashCosts64MiBAndTwoRounds) {
  SeededChance chance(1);
  const auto hash = hash_password(long_password, Strength::standard, chance);
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << hash;
  EXPECT_TRUE(password_is(hash, long_password));
}

TEST(Password, TwoPeopleWithOnePasswordHaveTwoHashes) {
  SeededChance chance(1);
  EXPECT_NE(hash_password(long_password, Strength::cheap, chance), hash_password(long_password, Strength::cheap, chance));
}

TEST(Password, WhatAnyoneWouldGuessIsRefused) {
  EXPECT_EQ(refuse_password("sembilan9", "siti"), (Refusal{"access.password_short", {{"huruf", "10"}}}));
  EXPECT_EQ(refuse_password("sepuluh123", "siti"), std::nullopt);
  EXPECT_EQ(refuse_password("Password123", "siti"), Refusal{"access.password_known"});
  EXPECT_EQ(refuse_password("siti.aminah", "siti.aminah"), Refusal{"access.password_known"});
  EXPECT_EQ(refuse_password("aaaaaaaaaaaa", "siti"), Refusal{"access.password_known"});
  std::string longest;
  while (longest.size() < password_bytes_max) longest += "ab";
  EXPECT_EQ(refuse_password(longest, "siti"), std::nullopt);
  EXPECT_EQ(refuse_password(longest + "a", "siti")->key, "access.password_long");
}

TEST(PasswordWorker, AnswersFromItsOwnThread) {
  SeededChance chance(1);
  PasswordWorker worker(chance, Strength::cheap);
  const auto hash = *worker.hash(long_password).wait();
  EXPECT_EQ(worker.verify(hash, long_password).wait(), true);
  EXPECT_EQ(worker.verify(hash, "another word here").wait(), false);
  EXPECT_EQ(worker.verify(std::nullopt, long_password).wait(), false);
}

// Chance that keeps whoever asks waiting, once it is told to.
struct HeldChance : Chance {
  Bytes bytes(std::size_t count) override {
    if (hold) {
      asked.answer(true);
      let_go.wait();
    }
    return inner.bytes(count);
  }
  std::atomic<bool> hold = false;
  Later<bool> asked, let_go;
  SeededChance inner{1};
};

TEST(PasswordWorker, SaysSoWhenTooManyWait) {
  HeldChance chance;
  PasswordWorker worker(chance, Strength::cheap, PasswordWorker::Runs::on_a_thread, 2);
  const auto hash = hash_password(long_password, Strength::cheap, chance);
  chance.hold = true;
  const auto in_work = worker.hash(long_password);
  chance.asked.wait();  // Now the thread is busy, and nobody waits.
  const auto first = worker.verify(hash, long_password), second = worker.verify(hash, long_password);
  const auto third = worker.verify(hash, long_password);
  EXPECT_FALSE(first.is_ready() || second.is_ready());
  EXPECT_EQ(third.wait(), std::nullopt);
  chance.hold = false;
  chance.let_go.answer(true);
  EXPECT_TRUE(in_work.wait());
  EXPECT_EQ(first.wait(), true);
  EXPECT_EQ(second.wait(), true);
}

TEST(PasswordWorker, LeavesNobodyWithoutAnAnswerWhenItEnds) {
  SeededChance chance(1);
  std::vector<Later<std::optional<bool>>> asked;
  {
    PasswordWorker worker(chance, Strength::cheap);
    const auto hash = hash_password(long_password, Strength::cheap, chance);
    for (int i = 0; i < 20; ++i) asked.push_back(worker.verify(hash, long_password));
  }
  for (const auto& answer : asked) EXPECT_TRUE(answer.is_ready());
}

// ---- staff

TEST(StaffBook, CountsItsIdsAndFoldsTheLogin) {
  City city;
  EXPECT_EQ(city.hire("Siti.Aminah").id, "S-0001");
  EXPECT_EQ(city.hire("badru").id, "S-0002");
  EXPECT_EQ(find_staff_by_login(city.database, " SITI.aminah ")->id, "S-0001");
  EXPECT_EQ(find_staff(city.database, "S-0002")->login, "badru");
  EXPECT_FALSE(find_staff(city.database, "S-0003"));
  EXPECT_EQ(list_staff(city.database).size(), 2U);
}

TEST(StaffBook, SaysWhyItDoesNotTakeSomebody) {
  City city;
  const auto why = [&](const std::string& login, const std::string& name, Roles roles) {
    const auto answer = create_staff(city.database, city.vault, {login, name, roles, "kota", "hash"}, monday);
    return answer ? "" : answer.error().key;
  };
  EXPECT_EQ(why("si", "Siti", {Role::courier}), "access.login_form");
  EXPECT_EQ(why("siti aminah", "Siti", {Role::courier}), "access.login_form");
  EXPECT_EQ(why("siti", "  ", {Role::courier}), "access.name_missing");
  EXPECT_EQ(why("siti", "Siti", {}), "access.role_missing");
  EXPECT_EQ(why("siti", "Siti", {Role::courier}), "");
  EXPECT_EQ(why("SITI", "Siti", {Role::courier}), "access.login_taken");
}

TEST(Staff, KeepTelephoneAndAuthenticatorWhenTheCitysKeyIsChanged) {
  City city;
  const auto staff = city.hire("siti.aminah");
  const auto secret = city.enrol(staff.id, monday);
  begin_totp(city.database, city.vault, staff.id, city.chance);
  auto secrets = city.secrets;
  secrets.old_city_key = std::exchange(secrets.city_key, Bytes(32, 'n'));
  reseal_staff(city.database, vault::Vault(secrets, city.chance));
  secrets.old_city_key.clear();
  vault::Vault now(secrets, city.chance);
  EXPECT_EQ(staff_phone(city.database, now, staff.id), "6281200000009");
  EXPECT_FALSE(staff_phone(city.database, city.vault, staff.id));
  EXPECT_TRUE(waiting_totp(city.database, now, staff.id));
  EXPECT_TRUE(use_second_factor(city.database, now, staff.id, totp_code(secret, monday + hours(1)), monday + hours(1)));
}

TEST(StaffBook, KeepsTheTelephoneSealed) {
  City city;
  const auto staff = city.hire("siti");
  EXPECT_EQ(staff_phone(city.database, city.vault, staff.id), "6281200000009");
  EXPECT_EQ(store::dump_tables(city.database, "access_").find("6281200000009"), std::string::npos);
  EXPECT_EQ(store::dump_tables(city.database, "access_").find(to_hex("6281200000009")), std::string::npos);
  EXPECT_FALSE(staff_phone(city.database, city.vault, "S-0099"));
}

TEST(StaffBook, WhoLeavesIsOutAtOnce) {
  City city;
  const auto staff = city.hire("siti");
  const auto in = city.come_in("siti", long_password, "", monday);
  ASSERT_TRUE(in);
  ASSERT_TRUE(find_session(city.database, SessionKind::staff, in->cookie, monday));
  deactivate_staff(city.database, staff.id);
  EXPECT_FALSE(find_session(city.database, SessionKind::staff, in->cookie, monday));
  EXPECT_EQ(refused(city.come_in("siti", long_password, "", monday)), "access.sign_in_failed");
  reactivate_staff(city.database, staff.id);
  EXPECT_TRUE(city.come_in("siti", long_password, "", monday));
}

TEST(StaffBook, ANewPasswordEndsTheSessionsAndTheOldPassword) {
  City city;
  const auto staff = city.hire("siti");
  const auto in = city.come_in("siti", long_password, "", monday);
  set_password(city.database, staff.id, hash_password("empat ekor bebek", Strength::cheap, city.chance));
  EXPECT_FALSE(find_session(city.database, SessionKind::staff, in->cookie, monday));
  EXPECT_EQ(refused(city.come_in("siti", long_password, "", monday)), "access.sign_in_failed");
  EXPECT_TRUE(city.come_in("siti", "empat ekor bebek", "", monday));
}

TEST(StaffBook, AChangeToNobodyIsABug) {
  City city;
  EXPECT_THROW(set_roles(city.database, "S-0042", {Role::admin}), Bug);
  EXPECT_THROW(begin_totp(city.database, city.vault, "S-0042", city.chance), Bug);
}

// ---- the second factor

TEST(Totp, AgreesWithTheStandardsVectors) {
  // RFC 6238 appendix B, SHA-1, the last six of eight digits.
  const Bytes secret = "12345678901234567890";
  EXPECT_EQ(totp_code(secret, {seconds(59)}), "287082");
  EXPECT_EQ(totp_code(secret, {seconds(1111111109)}), "081804");
  EXPECT_EQ(totp_code(secret, {seconds(20000000000)}), "353130");
  EXPECT_EQ(base32(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  EXPECT_EQ(otpauth_uri(secret, "Opak Manis", "siti"),
            "otpauth://totp/Opak%20Manis:siti?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Opak%20Manis&algorithm=SHA1&digits=6&period=30");
}

TEST(Totp, TheCodeBeforeAndAfterAreTakenThoseBeyondAreNot) {
  const Bytes secret = "12345678901234567890";
  const Moment at{seconds(30 * 1000)};
  const auto step_of = [&](std::int64_t shift_s) { return accepted_step(secret, totp_code(secret, at + seconds(shift_s)), at, 0); };
  EXPECT_EQ(step_of(0), 1000);
  EXPECT_EQ(step_of(-30), 999);
  EXPECT_EQ(step_of(30), 1001);
  EXPECT_EQ(step_of(-60), std::nullopt);
  EXPECT_EQ(step_of(60), std::nullopt);
  const auto code = totp_code(secret, at);
  EXPECT_EQ(accepted_step(secret, code.substr(0, 3) + " " + code.substr(3), at, 0), 1000);
  EXPECT_EQ(accepted_step(secret, code, at, 999), 1000);
  EXPECT_EQ(accepted_step(secret, code, at, 1000), std::nullopt);
  EXPECT_EQ(accepted_step(secret, "", at, 0), std::nullopt);
}

TEST(Totp, IsInUseOnlyOnceACodeHasConfirmedIt) {
  City city;
  const auto staff = city.hire("siti");
  const auto secret = begin_totp(city.database, city.vault, staff.id, city.chance);
  EXPECT_EQ(waiting_totp(city.database, city.vault, staff.id), secret);
  EXPECT_FALSE(find_staff(city.database, staff.id)->has_totp);
  const std::string wrong = totp_code(secret, monday) == "000000" ? "000001" : "000000";
  EXPECT_FALSE(confirm_totp(city.database, city.vault, staff.id, wrong, monday, city.chance));
  const auto codes = confirm_totp(city.database, city.vault, staff.id, totp_code(secret, monday), monday, city.chance);
  ASSERT_TRUE(codes);
  EXPECT_EQ(std::set<std::string>(codes->begin(), codes->end()).size(), 8U);
  EXPECT_TRUE(find_staff(city.database, staff.id)->has_totp);
  EXPECT_FALSE(confirm_totp(city.database, city.vault, staff.id, totp_code(secret, monday), monday, city.chance));
}

TEST(Totp, ACodeOpensOnce) {
  City city;
  const auto staff = city.hire("siti");
  const auto secret = city.enrol(staff.id, monday);
  EXPECT_FALSE(use_second_factor(city.database, city.vault, staff.id, totp_code(secret, monday), monday));
  const auto later = monday + minutes(1);
  EXPECT_TRUE(use_second_factor(city.database, city.vault, staff.id, totp_code(secret, later), later));
  EXPECT_FALSE(use_second_factor(city.database, city.vault, staff.id, totp_code(secret, later), later));
}

TEST(Totp, ARecoveryCodeOpensOnceAndOnlyForItsOwner) {
  City city;
  const auto siti = city.hire("siti"), badru = city.hire("badru");
  city.enrol(badru.id, monday);
  city.enrol(siti.id, monday);
  const auto code = city.codes.front();
  EXPECT_FALSE(use_second_factor(city.database, city.vault, badru.id, code, monday));
  EXPECT_TRUE(use_second_factor(city.database, city.vault, siti.id, lower_ascii(code), monday));
  EXPECT_FALSE(use_second_factor(city.database, city.vault, siti.id, code, monday));
  EXPECT_EQ(recovery_codes_left(city.database, siti.id), 7);
  EXPECT_EQ(recovery_codes_left(city.database, badru.id), 8);
}

TEST(Totp, CanBeTakenAwayFromALostTelephone) {
  City city;
  const auto staff = city.hire("siti");
  city.enrol(staff.id, monday);
  remove_totp(city.database, staff.id);
  EXPECT_FALSE(find_staff(city.database, staff.id)->has_totp);
  EXPECT_FALSE(use_second_factor(city.database, city.vault, staff.id, city.codes.front(), monday));
}

TEST(Totp, NoSecretLiesOpenInTheTables) {
  City city;
  const auto staff = city.hire("siti");
  const auto secret = city.enrol(staff.id, monday);
  const auto dump = store::dump_tables(city.database, "access_");
  EXPECT_EQ(upper_ascii(dump).find(upper_ascii(to_hex(secret))), std::string::npos);
  EXPECT_EQ(dump.find(city.codes.front()), std::string::npos);
}

// ---- sessions

TEST(Session, TheTableHoldsNoCookie) {
  City city;
  const auto cookie = start_session(city.database, city.chance, SessionKind::resident, "contact-1", Proof::number_code, "", monday);
  EXPECT_EQ(from_base64url(cookie)->size(), 32U);
  const auto session = find_session(city.database, SessionKind::resident, cookie, monday);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->who, "contact-1");
  EXPECT_EQ(session->digest, sha256(cookie));
  const auto dump = store::dump_tables(city.database, "access_session");
  EXPECT_EQ(dump.find(cookie), std::string::npos);
  EXPECT_EQ(dump.find(upper_ascii(to_hex(cookie))), std::string::npos);
}

TEST(Session, AResidentsCookieOpensNoStaffPage) {
  City city;
  const auto cookie = start_session(city.database, city.chance, SessionKind::resident, "S-0001", Proof::number_code, "", monday);
  EXPECT_FALSE(find_session(city.database, SessionKind::staff, cookie, monday));
  EXPECT_FALSE(find_session(city.database, SessionKind::resident, "", monday));
  EXPECT_FALSE(find_session(city.database, SessionKind::resident, cookie + "A", monday));
}

TEST(Session, EndsWhenIdleForAQuarterOfAnHour) {
  City city;
  const auto cookie = start_session(city.database, city.chance, SessionKind::staff, "S-0001", Proof::password, "", monday);
  EXPECT_TRUE(find_session(city.database, SessionKind::staff, cookie, monday + (minutes(15) - 1)));
  EXPECT_FALSE(find_session(city.database, SessionKind::staff, cookie, monday + minutes(15)));
}

TEST(Session, LivesOnWhileUsedButNotForEver) {
  City city;
  const auto cookie = start_session(city.database, city.chance, SessionKind::staff, "S-0001", Proof::password, "", monday);
  auto now = monday;
  while (now + minutes(10) < monday + hours(10)) {
    now = now + minutes(10);
    const auto session = find_session(city.database, SessionKind::staff, cookie, now);
    ASSERT_TRUE(session);
    touch_session(city.database, *session, now);
  }
  EXPECT_TRUE(find_session(city.database, SessionKind::staff, cookie, monday + (hours(10) - 1)));
  EXPECT_FALSE(find_session(city.database, SessionKind::staff, cookie, monday + hours(10)));
}

TEST(Session, AResidentHasHalfAnHour) {
  City city;
  const auto cookie = start_session(city.database, city.chance, SessionKind::resident, "c", Proof::number_code, "", monday);
  EXPECT_TRUE(find_session(city.database, SessionKind::resident, cookie, monday + (minutes(30) - 1)));
  EXPECT_FALSE(find_session(city.database, SessionKind::resident, cookie, monday + minutes(30)));
}

TEST(Session, IsTouchedOnceAMinuteAndNeverBackwards) {
  City city;
  const auto cookie = start_session(city.database, city.chance, SessionKind::staff, "S-0001", Proof::password, "", monday);
  const auto session = *find_session(city.database, SessionKind::staff, cookie, monday);
  EXPECT_FALSE(wants_touch(session, monday + (minutes(1) - 1)));
  EXPECT_TRUE(wants_touch(session, monday + minutes(1)));
  touch_session(city.database, session, monday + minutes(5));
  touch_session(city.database, session, monday + minutes(3));
  EXPECT_EQ(find_session(city.database, SessionKind::staff, cookie, monday + minutes(6))->seen_at, monday + minutes(5));
}

TEST(Session, ACookieFromBeforeSigningInIsGoodNoMore) {
  City city;
  const auto before = start_session(city.database, city.chance, SessionKind::staff, "S-0002", Proof::password, "", monday);
  const auto after = start_session(city.database, city.chance, SessionKind::staff, "S-0001", Proof::password, before, monday);
  EXPECT_NE(before, after);
  EXPECT_FALSE(find_session(city.database, SessionKind::staff, before, monday));
  EXPECT_TRUE(find_session(city.database, SessionKind::staff, after, monday));
  end_session(city.database, after);
  EXPECT_FALSE(find_session(city.database, SessionKind::staff, after, monday));
}

TEST(Session, OldOnesAreSweptOutOthersStay) {
  City city;
  start_session(city.database, city.chance, SessionKind::staff, "S-0001", Proof::password, "", monday);
  const auto resident = start_session(city.database, city.chance, SessionKind::resident, "c", Proof::number_code, "", monday);
  EXPECT_EQ(remove_old_sessions(city.database, monday + (minutes(15) - 1)), 0);
  EXPECT_EQ(remove_old_sessions(city.database, monday + minutes(15)), 1);
  EXPECT_TRUE(find_session(city.database, SessionKind::resident, resident, monday + minutes(15)));
}

// ---- codes by message

struct Number : City {
  Bytes number = vault.blind("phone", Personal<std::string>("6281200000001"));
  Bytes other = vault.blind("phone", Personal<std::string>("6281200000002"));
  std::string issue(Moment at, std::string_view network = home) { return *issue_code(database, vault, number, network, at, chance); }
  std::string refusal(const Bytes& to, Moment at, std::string_view network = home) {
    const auto answer = issue_code(database, vault, to, network, at, chance);
    return answer ? "" : answer.error().key;
  }
  CodeCheck check(const Bytes& at_number, std::string_view typed, Moment at) { return check_code(database, vault, at_number, typed, at, chance); }
  static std::string not_this(const std::string& code) { return code == "123456" ? "123457" : "123456"; }
};

TEST(OneTimeCode, IsRightOnce) {
  Number n;
  const auto code = n.issue(monday);
  EXPECT_EQ(code.size(), 6U);
  EXPECT_EQ(n.check(n.number, code.substr(0, 3) + " " + code.substr(3), monday), CodeCheck::right);
  EXPECT_EQ(n.check(n.number, code, monday), CodeCheck::wrong);
}

TEST(OneTimeCode, IsOfOneNumberOnly) {
  Number n;
  const auto code = n.issue(monday);
  EXPECT_EQ(n.check(n.other, code, monday), CodeCheck::wrong);
  EXPECT_EQ(n.check(n.number, code, monday), CodeCheck::right);
}

TEST(OneTimeCode, LivesTenMinutes) {
  Number n;
  auto code = n.issue(monday);
  EXPECT_EQ(n.check(n.number, code, monday + minutes(10)), CodeCheck::expired);
  EXPECT_EQ(n.check(n.number, code, monday + (minutes(10) - 1)), CodeCheck::right);
}

TEST(OneTimeCode, IsDeadAfterFiveWrongTries) {
  Number n;
  const auto code = n.issue(monday);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(n.check(n.number, n.not_this(code), monday), CodeCheck::wrong);
  EXPECT_EQ(n.check(n.number, code, monday), CodeCheck::too_many);
  const auto next = n.issue(monday + seconds(30));
  EXPECT_EQ(n.check(n.number, next, monday + seconds(30)), CodeCheck::right);
}

TEST(OneTimeCode, IsStillGoodAfterFourWrongTries) {
  Number n;
  const auto code = n.issue(monday);
  for (int i = 0; i < 4; ++i) n.check(n.number, n.not_this(code), monday);
  EXPECT_EQ(n.check(n.number, code, monday), CodeCheck::right);
}

TEST(OneTimeCode, ANumberNobodyAskedAboutAnswersLikeAllOthers) {
  Number n;
  const auto code = n.issue(monday);
  for (int i = 0; i < 7; ++i) EXPECT_EQ(n.check(n.other, n.not_this(code), monday), n.check(n.number, n.not_this(code), monday));
  EXPECT_EQ(n.check(n.other, "1", monday + minutes(10)), n.check(n.number, "1", monday + minutes(10)));
  EXPECT_EQ(n.refusal(n.other, monday), "");  // And nobody's code is held up by it.
}

TEST(OneTimeCode, ANewOneEndsTheOldOne) {
  Number n;
  const auto first = n.issue(monday);
  const auto second = n.issue(monday + seconds(30));
  ASSERT_NE(first, second);
  EXPECT_EQ(n.check(n.number, first, monday + seconds(31)), CodeCheck::wrong);
  EXPECT_EQ(n.check(n.number, second, monday + seconds(31)), CodeCheck::right);
}

TEST(OneTimeCode, IsNotSentAgainWithinThirtySeconds) {
  Number n;
  n.issue(monday);
  const auto answer = issue_code(n.database, n.vault, n.number, home, monday + (seconds(30) - 1), n.chance);
  EXPECT_EQ(answer.error(), (Refusal{"access.code_wait", {{"detik", "1"}}}));
  EXPECT_EQ(n.refusal(n.number, monday + seconds(30)), "");
}

TEST(OneTimeCode, ANumberGetsFiveAnHourAndTenADay) {
  Number n;
  auto at = monday;
  for (int i = 0; i < 5; ++i, at = at + minutes(1)) EXPECT_EQ(n.refusal(n.number, at), "");
  EXPECT_EQ(n.refusal(n.number, at), "access.code_limit");
  at = monday + hours(2);
  for (int i = 0; i < 5; ++i, at = at + minutes(1)) EXPECT_EQ(n.refusal(n.number, at), "");
  EXPECT_EQ(n.refusal(n.number, monday + hours(4)), "access.code_limit");
  EXPECT_EQ(n.refusal(n.number, monday + hours(25)), "");
}

TEST(OneTimeCode, ANetworkCannotWriteToEverybody) {
  Number n;
  const auto to = [&](int i) { return n.vault.blind("phone", Personal<std::string>(std::to_string(i))); };
  for (int i = 0; i < codes_an_hour_network_max; ++i) ASSERT_EQ(n.refusal(to(i), monday), "");
  EXPECT_EQ(n.refusal(to(1000), monday), "access.code_limit");
  EXPECT_EQ(n.refusal(to(1000), monday, abroad), "");
  EXPECT_EQ(n.refusal(to(1001), monday + hours(1)), "");
}

TEST(OneTimeCode, NeitherCodeNorNetworkLiesInTheTables) {
  Number n;
  const auto code = n.issue(monday);
  const auto dump = store::dump_tables(n.database, "access_code");
  EXPECT_EQ(dump.find("'" + code + "'"), std::string::npos);
  EXPECT_EQ(dump.find(upper_ascii(to_hex(home))), std::string::npos);
  remove_old_codes(n.database, monday + (days(1) - 1));
  EXPECT_EQ(n.rows("access_code_sent"), 2);
  remove_old_codes(n.database, monday + days(1));
  EXPECT_EQ(n.rows("access_code") + n.rows("access_code_sent"), 0);
}

// ---- guessing is slowed

TEST(Limiter, FiveTriesAreFreeThenTheWaitDoubles) {
  SeededChance chance(3);
  Limiter limiter(chance);
  auto now = monday;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(limiter.begin_try("track", "a", now), 0);
  for (const auto wait : {seconds(1), seconds(2), seconds(4), seconds(8)}) {
    EXPECT_EQ(limiter.begin_try("track", "a", now), wait);
    EXPECT_EQ(limiter.begin_try("track", "a", now + (wait - 1)), 1);
    now = now + wait;
    EXPECT_EQ(limiter.begin_try("track", "a", now), 0);
  }
}

TEST(Limiter, NobodyWaitsLongerThanAQuarterOfAnHour) {
  SeededChance chance(3);
  Limiter limiter(chance);
  auto now = monday;
  for (int i = 0; i < 100; ++i) {
    const auto wait = limiter.begin_try("track", "a", now);
    EXPECT_LE(wait, minutes(15));
    now = now + wait;
  }
  EXPECT_EQ(limiter.begin_try("track", "a", now), 0);
  EXPECT_EQ(limiter.begin_try("track", "a", now), minutes(15));
}

TEST(Limiter, CountsEachActionAndSubjectApart) {
  SeededChance chance(3);
  Limiter limiter(chance);
  for (int i = 0; i < 6; ++i) limiter.begin_try("track", "a", monday);
  EXPECT_GT(limiter.begin_try("track", "a", monday), 0);
  EXPECT_EQ(limiter.begin_try("track", "b", monday), 0);
  EXPECT_EQ(limiter.begin_try("code", "a", monday), 0);
  EXPECT_EQ(limiter.begin_try("trac", "ka", monday), 0);
}

TEST(Limiter, ForgivesWhoIsRightAndForgetsAfterADay) {
  SeededChance chance(3);
  Limiter limiter(chance);
  for (int i = 0; i < 5; ++i) limiter.begin_try("track", "a", monday);
  limiter.forgive_one("track", "a");
  EXPECT_EQ(limiter.tries("track", "a", monday), 4);
  EXPECT_EQ(limiter.begin_try("track", "a", monday), 0);
  EXPECT_GT(limiter.begin_try("track", "a", monday), 0);
  EXPECT_EQ(limiter.tries("track", "a", monday + (days(1) - 1)), 5);
  EXPECT_EQ(limiter.tries("track", "a", monday + days(1)), 0);
  limiter.forgive("track", "a");
  EXPECT_EQ(limiter.begin_try("track", "a", monday), 0);
}

TEST(Limiter, AFloodOfNewSubjectsDoesNotWashAwayTheOneThatIsGuessed) {
  SeededChance chance(3);
  Limiter limiter(chance, 100);
  for (int i = 0; i < 5; ++i) limiter.begin_try("track", "guessed", monday);
  for (int i = 0; i < 10'000; ++i) limiter.begin_try("track", std::to_string(i), monday + i);
  EXPECT_LE(limiter.size(), 100U);
  EXPECT_EQ(limiter.tries("track", "guessed", monday + seconds(10)), 5);
}

TEST(Limiter, CountsTriesOfManyThreads) {
  SeededChance chance(3);
  Limiter limiter(chance);
  std::vector<std::thread> threads;
  std::atomic<int> heard{0};
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 50; ++k) heard += limiter.begin_try("track", "a", monday) == 0 ? 1 : 0;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(heard, 5);
}

TEST(Limiter, TellsTheWaitInWordsOfPeople) {
  EXPECT_EQ(refusal_to_wait(1), (Refusal{"access.slow_down", {{"detik", "1"}}}));
  EXPECT_EQ(refusal_to_wait(minutes(2)), (Refusal{"access.slow_down", {{"detik", "120"}}}));
  EXPECT_EQ(refusal_to_wait(minutes(2) + 1), (Refusal{"access.slow_down_minutes", {{"menit", "3"}}}));
}

// ---- coming in

TEST(SignIn, OpensASessionAndRemembersWhenAndWhere) {
  City city;
  const auto staff = city.hire("siti");
  const auto first = city.come_in("Siti", long_password, "", monday, home);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->proof, Proof::password);
  EXPECT_FALSE(first->staff.earlier_sign_in);
  const auto second = city.come_in("siti", long_password, "", monday + hours(1), abroad);
  EXPECT_EQ(second->staff.earlier_sign_in, (SignInPlace{monday, home}));
  EXPECT_EQ(second->staff.last_sign_in, (SignInPlace{monday + hours(1), abroad}));
  EXPECT_EQ(find_session(city.database, SessionKind::staff, second->cookie, monday + hours(1))->who, staff.id);
}

TEST(SignIn, SaysTheSameWhicheverPartIsWrong) {
  City city;
  const auto staff = city.hire("siti");
  const auto secret = city.enrol(staff.id, monday);
  const auto now = monday + minutes(5);
  const auto code = totp_code(secret, now);
  const auto wrong_code = code == "000000" ? "000001" : "000000";
  EXPECT_EQ(city.come_in("nobody", long_password, code, now).error(), sign_in_failed);
  EXPECT_EQ(city.come_in("siti", "not the password", code, now).error(), sign_in_failed);
  EXPECT_EQ(city.come_in("siti", long_password, wrong_code, now).error(), sign_in_failed);
  EXPECT_EQ(city.come_in("siti", long_password, "", now).error(), sign_in_failed);
  EXPECT_EQ(city.rows("access_session"), 0);
  const auto in = city.come_in("siti", long_password, code, now);
  ASSERT_TRUE(in);
  EXPECT_EQ(in->proof, Proof::password_and_code);
  EXPECT_EQ(in->recovery_codes_left, 8);
}

TEST(SignIn, ACodeSeenOverTheShoulderOpensNothing) {
  City city;
  const auto staff = city.hire("siti");
  const auto secret = city.enrol(staff.id, monday);
  const auto now = monday + minutes(5);
  ASSERT_TRUE(city.come_in("siti", long_password, totp_code(secret, now), now));
  EXPECT_EQ(city.come_in("siti", long_password, totp_code(secret, now), now, abroad).error(), sign_in_failed);
  EXPECT_TRUE(city.come_in("siti", long_password, city.codes.front(), now, abroad));
}

TEST(SignIn, FiveTriesThenSlowerAlsoForLoginsThatDoNotExist) {
  City city;
  city.hire("siti");
  for (const auto* login : {"siti", "nobody"}) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(refused(city.come_in(login, "not the password", "", monday)), "access.sign_in_failed");
    EXPECT_EQ(refused(city.come_in(login, long_password, "", monday)), "access.slow_down");
  }
  EXPECT_TRUE(city.come_in("siti", long_password, "", monday + seconds(1)));
}

TEST(SignIn, AStrangerNeverLocksTheOwnerOut) {
  City city;
  city.hire("siti");
  auto now = monday;
  for (int i = 0; i < 200; ++i, now = now + seconds(1)) {
    city.come_in("siti", "a guess from abroad", "", now, "10.0." + std::to_string(i % 50) + ".0/24");
  }
  EXPECT_TRUE(city.come_in("siti", long_password, "", now, home));
}

TEST(SignIn, ManyNetworksGuessingAtOneLoginGetOneFreeTryEach) {
  City city;
  city.hire("siti");
  for (int i = 0; i < 20; ++i) city.come_in("siti", "a guess from abroad", "", monday, "10.0." + std::to_string(i) + ".0/24");
  EXPECT_EQ(refused(city.come_in("siti", "a guess from abroad", "", monday, abroad)), "access.sign_in_failed");
  EXPECT_EQ(city.come_in("siti", "a guess from abroad", "", monday, abroad).error(), (Refusal{"access.slow_down", {{"detik", "8"}}}));
}

TEST(SignIn, ComingInOftenIsNoAttack) {
  City city;
  city.hire("siti");
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(city.come_in("siti", long_password, "", monday));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(refused(city.come_in("siti", "not the password", "", monday)), "access.sign_in_failed");
}

TEST(SignIn, APasswordChangedMeanwhileDoesNotOpen) {
  City city;
  const auto staff = city.hire("siti");
  const auto begun = begin_sign_in(city.database, city.limiter, "siti", home, monday);
  set_password(city.database, staff.id, hash_password("empat ekor bebek", Strength::cheap, city.chance));
  EXPECT_EQ(finish_sign_in(city.database, city.vault, city.limiter, *begun, true, "", "", monday, city.chance).error(), sign_in_failed);
}

// ---- sentences

TEST(Sentences, EveryRefusalHasOneInBothLanguages) {
  const std::vector<std::string> keys{"sign_in_failed", "slow_down", "slow_down_minutes", "busy", "session_over", "not_allowed",
                                      "code_wait", "code_limit", "code_wrong", "code_expired", "code_too_many", "totp_wrong",
                                      "password_short", "password_long", "password_known", "login_form", "login_taken", "name_missing",
                                      "role_missing"};
  for (const auto* language : {"id", "en"}) {
    const auto file = find_embedded(std::string("translations/") + language + "/access.json");
    ASSERT_TRUE(file);
    const auto sentences = parse_json(file->bytes);
    ASSERT_TRUE(sentences);
    for (const auto& key : keys) EXPECT_NE((*sentences)["refusal.access." + key].text(), "") << language << " " << key;
    for (const auto role : all_roles) EXPECT_NE((*sentences)["access.role." + std::string(name_of(role))].text(), "") << language;
  }
}

}  // namespace
}  // namespace opak::access
