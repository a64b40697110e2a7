#include "law/answer.h"

#include <gtest/gtest.h>

namespace opak::law {
namespace {

const Regions& regions() {
  static const Regions all({{"36.73.01.1008", "Serang", "Sukawana", 0, 0, 0, 0},
                            {"36.73.01.1011", "Serang", "Terondol", 0, 0, 0, 0},
                            {"36.73.04.1007", "Curug", "Sukawana", 0, 0, 0, 0}});
  return all;
}

Question question(FieldKind kind, bool required = true) {
  Question q;
  q.key = "q";
  q.kind = kind;
  q.required = required;
  q.letters_max = 20;
  q.options = {{"home", ""}, {"office", ""}};
  return q;
}

std::string kept(FieldKind kind, std::string_view text, bool required = true) {
  const auto answer = accept_answer(question(kind, required), text, regions());
  return answer ? *answer : answer.error().refusal.key;
}

std::string suggested(FieldKind kind, std::string_view text) {
  const auto answer = accept_answer(question(kind), text, regions());
  return answer ? "accepted" : answer.error().suggestion.value_or("nothing");
}

TEST(AnAnswer, IsKeptInOneForm) {
  EXPECT_EQ(kept(FieldKind::phone, "0812-3456-7890"), "+6281234567890");
  EXPECT_EQ(kept(FieldKind::nik, " 3673014101900001 "), "3673014101900001");
  EXPECT_EQ(kept(FieldKind::kelurahan, "kelurahan Sukawana kecamatan Curug"), "36.73.04.1007");
  EXPECT_EQ(kept(FieldKind::rt, "RT 3"), "003");
  EXPECT_EQ(kept(FieldKind::rw, "012"), "012");
  EXPECT_EQ(kept(FieldKind::tick, "on"), "ya");
  EXPECT_EQ(kept(FieldKind::choice, "home"), "home");
  EXPECT_EQ(kept(FieldKind::date, "23/11/2026"), "2026-11-23");
  EXPECT_EQ(kept(FieldKind::date, "2026-11-23"), "2026-11-23");
}

TEST(AnAnswer, OfWordsComesBackAsItWasTyped) {
  EXPECT_EQ(kept(FieldKind::name, " D'Costa "), " D'Costa ");
  EXPECT_EQ(kept(FieldKind::address, "Jl. <b>1</b>\r\nRT 3"), "Jl. <b>1</b>\r\nRT 3");
}

TEST(AnAnswer, ThatIsASlipIsAskedBack) {
  EXPECT_EQ(kept(FieldKind::nik, "3673 0141 0190 0001"), "law.nik_spaces");
  EXPECT_EQ(suggested(FieldKind::nik, "3673 0141 0190 0001"), "3673014101900001");
  EXPECT_EQ(kept(FieldKind::kelurahan, "trondol"), "law.kelurahan_this");
  EXPECT_EQ(suggested(FieldKind::kelurahan, "trondol"), "36.73.01.1011");
  EXPECT_EQ(suggested(FieldKind::nik, "12"), "nothing");
}

TEST(AnAnswer, ThatCannotBeIsRefused) {
  EXPECT_EQ(kept(FieldKind::kelurahan, "Sukawana"), "law.kelurahan_which");
  EXPECT_EQ(kept(FieldKind::kelurahan, "Bandung"), "law.kelurahan_unknown");
  EXPECT_EQ(kept(FieldKind::choice, "moon"), "law.choice_unknown");
  EXPECT_EQ(kept(FieldKind::rt, "0"), "law.rt_form");
  EXPECT_EQ(kept(FieldKind::rt, "gang 3"), "law.rt_form");
  EXPECT_EQ(kept(FieldKind::rw, "1234"), "law.rw_form");
  EXPECT_EQ(kept(FieldKind::date, "31/02/2026"), "law.date_form");
  EXPECT_EQ(kept(FieldKind::date, "besok"), "law.date_form");
  EXPECT_EQ(kept(FieldKind::tick, ""), "law.tick_needed");
  EXPECT_EQ(kept(FieldKind::text, "123456789012345678901"), "law.text_too_long");
  EXPECT_EQ(kept(FieldKind::text, "a\x01"), "law.text_control");
  EXPECT_EQ(kept(FieldKind::address, "\xC0\xAF"), "law.text_not_text");
}

// Near some kelurahan of the city, and near the one that was said.
TEST(AnAnswer, ThatIsAPointOfTheMapLiesInTheCity) {
  static const Regions city({{"36.73.01.1008", "Serang", "Sukawana", -6.11, 106.16, 0, 0}, {"36.73.02.1001", "Kasemen", "Banten", -6.03, 106.16, 0, 0}});
  auto pin = question(FieldKind::text, false);
  pin.key = "pin";
  EXPECT_EQ(accept_answer(pin, "https://maps.google.com/?q=-6.1101,106.1602", city).value(), "-6.11010,106.16020");
  EXPECT_EQ(accept_answer(pin, "-6.1101, 106.1602", city).value(), "-6.11010,106.16020");
  EXPECT_EQ(accept_answer(pin, "  ", city).value(), "");
  EXPECT_EQ(accept_answer(pin, "-6.2, 106.8", city).error().refusal.key, "law.pin_far");
  EXPECT_EQ(accept_answer(pin, "depan musala", city).error().refusal.key, "law.pin_unreadable");
  EXPECT_EQ(check_point({-6.1101, 106.1602}, city.all()[0]), std::nullopt);
  EXPECT_EQ(check_point({-6.1101, 106.1602}, city.all()[1])->key, "law.pin_elsewhere");
}

// At the door nobody looks for the family card.
TEST(AnAnswer, ForTheReceiverHasItsOwnSentenceWhereItIsEmpty) {
  auto receiver = question(FieldKind::name);
  receiver.key = "receiver";
  EXPECT_EQ(accept_answer(receiver, "  ", regions()).error().refusal.key, "law.receiver_empty");
  EXPECT_EQ(accept_answer(receiver, "Pak Hasan", regions()).value(), "Pak Hasan");
  EXPECT_EQ(kept(FieldKind::name, ""), "law.name_empty");
}

TEST(AnAnswer, MayBeEmptyOnlyWhereItIsNotRequired) {
  EXPECT_EQ(kept(FieldKind::text, "  ", false), "");
  EXPECT_EQ(kept(FieldKind::tick, "", false), "");
  EXPECT_EQ(kept(FieldKind::text, "  "), "law.text_empty");
  EXPECT_EQ(kept(FieldKind::kelurahan, ""), "law.kelurahan_empty");
}

TEST(AService, AsksWhatItsConditionsSay) {
  Service service;
  service.questions = {question(FieldKind::choice), question(FieldKind::kelurahan)};
  service.questions[0].key = "delivery";
  service.questions[1].when = {{"delivery", {"home"}}};
  const auto asked = [&](std::string_view delivery) {
    return questions_on(service, "", [&](std::string_view) { return delivery; }).size();
  };
  EXPECT_EQ(asked("home"), 2u);
  EXPECT_EQ(asked("office"), 1u);
  EXPECT_EQ(asked(""), 1u);
}

}  // namespace
}  // namespace opak::law
