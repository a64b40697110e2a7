// What a courier's phone did without a line comes in by one door: once, in order, checked again, and told where it cannot be.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "base/digest.h"
#include "base/json.h"
#include "base/slow_digest.h"
#include "office/documents.h"
#include "office/phone_sheet.h"
#include "web/officer/city_hall.h"
#include "web/officer/road_acts.h"

namespace opak::web {
namespace {

using office::OfficeTwin;

constexpr const char* act_one = "AAAAAAAAAAAAAAAAAAAAA1";
constexpr const char* act_two = "AAAAAAAAAAAAAAAAAAAAA2";

// Three cards; Agus is on the road with two of them, Dedi with the third.
struct OnTheRoad : testing::Test {
  CityHall hall;
  std::string siti, badru, nani, run, dedis_run;
  std::optional<Browser> agus, dedi;

  OfficeTwin& twin() { return hall.office(); }
  office::Office& office() { return *hall.office().office; }
  Moment now() { return twin().clock.now(); }
  std::string parcel(const std::string& id) { return twin().state(id).parcel; }

  void SetUp() override {
    hall.add("dedi", {access::Role::courier});
    twin().stock(5);
    siti = printed("lost", "lost_card", "+6281200000001", "KA00000001");
    badru = printed("damaged", "damaged_card", "+6281200000002", "KA00000002");
    nani = printed("lost", "old_serang_nik", "+6281200000003", "KA00000003");
    run = loaded(hall.ids.at("agus"), {siti, badru});
    dedis_run = loaded(hall.ids.at("dedi"), {nani});
    twin().clock.pass(hours(6));  // From nine to three without a line; the session of the morning is over, too.
    agus.emplace(hall.as("agus"));
    dedi.emplace(hall.as("dedi"));
  }
  std::string printed(const std::string& service, const std::string& label, const std::string& phone, const std::string& serial) {
    const auto id = twin().verified(twin().submitted(service, label, phone));
    twin().printed(id, serial);
    return id;
  }
  std::string loaded(const std::string& courier, const std::vector<std::string>& ids) {
    std::vector<std::string> parcels;
    for (const auto& id : ids) parcels.push_back(parcel(id));
    const auto made = OfficeTwin::word(office::set_run(office(), {courier, day_in_jakarta(now()), 9, 12, parcels}, twin().ratna()), "run");
    twin().must(office::load_run(office(), {made, static_cast<int>(ids.size())}, twin().as(courier, {access::Role::courier})));
    return made;
  }

  Json sheet(Browser& browser) {
    const auto json = parse_json(browser.get("/antar/lembar").body);
    EXPECT_TRUE(json.has_value());
    return json ? *json : Json();
  }
  Json hand_over(const char* act, const std::string& id, Moment at, const std::string& way = "qr") {
    auto json = Json::object({{"id", act}, {"jenis", "serah"}, {"titik", parcel(id)}, {"pukul", at.ms}, {"amplop", office::envelope_letters(office(), parcel(id))}, {"cara", way},
                              {"kode", way == "qr" ? office::resident_qr(office(), parcel(id)) : office::resident_letters(office(), parcel(id))}, {"penerima", "self"}, {"wajah", true}});
    json.set("lama", twin().state(id).takes_old_card);
    return json;
  }
  Json failed(const char* act, const std::string& id, Moment at) {
    return Json::object({{"id", act}, {"jenis", "gagal"}, {"titik", parcel(id)}, {"pukul", at.ms}, {"alasan", "not_at_home"}});
  }
  Json send(Browser& browser, const std::string& of, Json::Array acts, std::optional<Moment> phone_now = {}, const std::vector<std::pair<std::string, Bytes>>& photos = {}) {
    const auto token = std::string(sheet(browser)["bukti"].text());
    const auto body = Json::object({{"rute", of}, {"jam", phone_now.value_or(now()).ms}, {"catatan", Json::array(std::move(acts))}}).write();
    const auto response = photos.empty() ? browser.post("/antar/sinkron", {{"bukti", token}, {"isi", body}}) : browser.post_files("/antar/sinkron", photos, {{"bukti", token}, {"isi", body}});
    EXPECT_EQ(response.status, 200) << response.body;
    const auto json = parse_json(response.body);
    EXPECT_TRUE(json.has_value()) << response.body;
    return json ? *json : Json();
  }
  static std::string result(const Json& json, std::size_t n = 0) { return std::string(json["jawaban"][n]["hasil"].text()); }
  static std::string words(const Json& json, std::size_t n = 0) { return std::string(json["jawaban"][n]["kata"].text()); }

  struct Line {
    std::string fact;
    Json body;
    Moment at;
  };
  std::vector<Line> book_of(const std::string& id) {
    std::vector<Line> lines;
    auto rows = office().reader().query("SELECT fact, body, at FROM journal WHERE stream = $1 AND kind = 'parcel' ORDER BY version").text(parcel(id));
    while (rows.next()) lines.push_back({rows.string_at(0), *parse_json(rows.text_at(1)), Moment{rows.number_at(2)}});
    return lines;
  }
  // The newest fact of that name.
  Json fact(const std::string& id, std::string_view name) {
    Json found;
    for (const auto& line : book_of(id))
      if (line.fact == name) found = line.body;
    return found;
  }
  std::size_t facts(const std::string& id) { return book_of(id).size(); }
};

TEST_F(OnTheRoad, TheSheetChecksWhatIsShownAndCarriesNeitherLettersNorSecret) {
  const auto json = sheet(*agus);
  EXPECT_EQ(json["rute"].text(), run);
  ASSERT_EQ(json["titik"].items().size(), 2U) << "only this run";
  const auto text = agus->page;
  for (const auto& id : {siti, badru}) {
    for (const auto& secret : {office::resident_letters(office(), parcel(id)), office::resident_secret(office(), parcel(id)), office::envelope_letters(office(), parcel(id))})
      EXPECT_EQ(text.find(secret), std::string::npos);
    EXPECT_EQ(text.find(registry::demo_resident(id == siti ? "lost_card" : "damaged_card").nik), std::string::npos);
    EXPECT_EQ(text.find(registry::demo_resident(id == siti ? "lost_card" : "damaged_card").name), std::string::npos) << "first name and initial";
  }
  const auto& stop = json["titik"][std::size_t{0}];
  const std::string salt(stop["garam"].text());
  EXPECT_EQ(json["putaran"].number(), office::rounds_of_letters);
  EXPECT_GE(office::rounds_of_letters, 300'000);
  EXPECT_EQ(stop["huruf"].text(), to_base64(pbkdf2_sha256(office::resident_letters(office(), parcel(siti)), salt, office::rounds_of_letters)));
  EXPECT_EQ(stop["rahasia"].text(), to_base64(sha256({salt, office::resident_secret(office(), parcel(siti))})));
  EXPECT_EQ(stop["amplop"].text(), to_base64(sha256({salt, office::envelope_letters(office(), parcel(siti))})));
  EXPECT_NE(json["titik"][std::size_t{1}]["garam"].text(), salt) << "a salt for each stop";
  EXPECT_TRUE(json["titik"][std::size_t{1}]["lama"].truth());
  // What the phone has already is not sent again, and the opening stands in the journal once.
  const auto again = parse_json(agus->get("/antar/lembar?punya=" + std::string(json["versi"].text())).body);
  EXPECT_TRUE((*again)["titik"].is_null());
  int openings = 0;
  for (const auto& opening : twin().boards().openings_of(siti)) openings += opening.purpose == "deliver" ? 1 : 0;
  EXPECT_EQ(openings, 1);
}

TEST_F(OnTheRoad, TheQrCarriesASecretNobodyFindsByTrying) {
  const auto qr = office::resident_qr(office(), parcel(siti));
  EXPECT_TRUE(qr.starts_with("OPAK:R:"));
  EXPECT_GE(static_cast<double>(qr.size() - 7) * 4.169, 128.0) << "18 letters, 4.17 bits each";
  EXPECT_EQ(qr.find(office::resident_letters(office(), parcel(siti))), std::string::npos);
}

TEST_F(OnTheRoad, ActsComeInOnceWithTheTimeOfTheActBesideTheBooksOwn) {
  const auto at = now() + -hours(3);
  const auto first = send(*agus, run, {hand_over(act_one, siti, at), failed(act_two, badru, at + minutes(20))});
  EXPECT_EQ(result(first, 0), "selesai") << words(first, 0);
  EXPECT_EQ(result(first, 1), "selesai") << words(first, 1);
  EXPECT_TRUE(first["jam"].is_null());
  EXPECT_EQ(twin().state(siti).stage, application::Stage::delivered);
  EXPECT_EQ(twin().state(badru).stage, application::Stage::attempt_failed);
  const auto done = fact(siti, "parcel.handed_over.v1");
  EXPECT_EQ(done["done_at"].number(), at.ms);
  EXPECT_FALSE(done["weak"].truth()) << "the QR was scanned";
  EXPECT_EQ(fact(badru, "parcel.not_handed_over.v1")["done_at"].number(), (at + minutes(20)).ms);
  EXPECT_EQ(book_of(siti).back().at, now());

  // The same queue again, and as a cloned phone has it in a session of its own.
  const auto before = facts(siti) + facts(badru);
  auto clone = hall.as("agus");
  for (auto* phone : {&*agus, &clone}) {
    const auto again = send(*phone, run, {hand_over(act_one, siti, at), failed(act_two, badru, at + minutes(20))});
    EXPECT_EQ(result(again, 0), "sudah");
    EXPECT_EQ(result(again, 1), "sudah");
  }
  // A copy that gave itself other ids, or the same id to another act, finds no.
  const auto other = send(clone, run, {hand_over("BBBBBBBBBBBBBBBBBBBBBB", siti, at), hand_over(act_two, badru, at)});
  EXPECT_EQ(result(other, 0), "tidak");
  EXPECT_EQ(result(other, 1), "tidak");
  EXPECT_FALSE(words(other, 0).empty());
  EXPECT_EQ(facts(siti) + facts(badru), before);
}

TEST_F(OnTheRoad, WhereTheCourierStoodIsKeptForTheNextTimeAndAnOddPlaceSpoilsNothing) {
  const auto kept = [&] {
    auto row = office().reader().query("SELECT COUNT(*) FROM vault_door");
    return row.next() ? row.number_at(0) : -1;
  };
  const auto& home = *office().catalogue().city().regions.by_code(twin().state(siti).region);
  auto odd = hand_over(act_one, badru, now() + -minutes(20));
  odd.set("tempat", "91,nan");
  EXPECT_EQ(result(send(*agus, run, {odd})), "selesai");
  EXPECT_EQ(kept(), 0);
  auto act = hand_over(act_two, siti, now() + -minutes(10));
  act.set("tempat", law::place_words({home.lat + 0.002, home.lon}));
  EXPECT_EQ(result(send(*agus, run, {act})), "selesai");
  EXPECT_EQ(kept(), 1);
}

TEST_F(OnTheRoad, SixLettersAloneAreMarkedAsWeak) {
  EXPECT_EQ(result(send(*agus, run, {hand_over(act_one, siti, now() + -hours(1), "huruf")})), "selesai");
  EXPECT_TRUE(fact(siti, "parcel.handed_over.v1")["weak"].truth());
  // On the ordinary page, with a line, the office counts the tries: nothing weak about it.
  twin().must(office::hand_over(office(), twin().right_hands(run, badru), twin().as(hall.ids.at("agus"), {access::Role::courier})));
  EXPECT_FALSE(fact(badru, "parcel.handed_over.v1")["weak"].truth());
}

TEST_F(OnTheRoad, AWrongCodeIsRefusedAndCountedOnceHoweverOftenItIsSent) {
  auto act = hand_over(act_one, siti, now() + -hours(1), "huruf");
  act.set("kode", "BBBBBB");
  for (int i = 0; i < 3; ++i) {
    const auto answer = send(*agus, run, {act});
    EXPECT_EQ(result(answer), "tidak");
    EXPECT_NE(words(answer).find("4"), std::string::npos) << words(answer);
  }
  EXPECT_EQ(twin().boards().find_parcel(parcel(siti))->state.wrong_secrets, 1);
  EXPECT_EQ(twin().state(siti).stage, application::Stage::on_the_road);
}

TEST_F(OnTheRoad, TheWrongHouseIsRefused) {
  auto envelope = hand_over(act_one, siti, now());
  envelope.set("amplop", office::envelope_letters(office(), parcel(badru)));
  auto secret = hand_over(act_two, siti, now());
  secret.set("kode", office::resident_qr(office(), parcel(badru)));  // The neighbour's QR, replayed.
  const auto answer = send(*agus, run, {envelope, secret});
  EXPECT_EQ(result(answer, 0), "tidak");
  EXPECT_EQ(result(answer, 1), "tidak");
  EXPECT_EQ(twin().state(siti).stage, application::Stage::on_the_road);
  auto receiver = hand_over("AAAAAAAAAAAAAAAAAAAAA3", siti, now());
  receiver.set("penerima", "rt_rw");
  EXPECT_EQ(result(send(*agus, run, {receiver})), "tidak") << "the resident allowed nobody else";
}

TEST_F(OnTheRoad, AWrongClockIsToldAndOursIsKept) {
  const auto ahead = send(*agus, run, {hand_over(act_one, siti, now() + hours(30))}, now() + hours(30));
  EXPECT_EQ(result(ahead), "selesai") << "the card is in the hand, whatever the clock says";
  EXPECT_NE(ahead["jam"].text().find("15.00"), std::string::npos) << ahead["jam"].text();
  EXPECT_EQ(fact(siti, "parcel.handed_over.v1")["done_at"].number(), 0);
  EXPECT_TRUE(fact(siti, "parcel.handed_over.v1")["clock_wrong"].truth());
  const auto early = send(*agus, run, {failed(act_two, badru, now() + -hours(7))});
  EXPECT_EQ(result(early), "selesai");
  EXPECT_FALSE(early["jam"].is_null()) << "before the bag was packed";
  EXPECT_TRUE(fact(badru, "parcel.not_handed_over.v1")["clock_wrong"].truth());
}

TEST_F(OnTheRoad, TwoCouriersCannotHaveOneCard) {
  EXPECT_EQ(result(send(*dedi, dedis_run, {hand_over(act_one, siti, now())})), "tidak") << "not in this bag";
  EXPECT_EQ(result(send(*dedi, run, {hand_over(act_two, siti, now())})), "tidak") << "not this courier's run";
  EXPECT_EQ(twin().state(siti).stage, application::Stage::on_the_road);
  EXPECT_EQ(result(send(*agus, run, {hand_over(act_one, siti, now())})), "selesai");
}

TEST_F(OnTheRoad, AfterTheCountAndTheClosingNothingComesInAndNoSheetGoesOut) {
  const auto courier = twin().as(hall.ids.at("agus"), {access::Role::courier});
  twin().must(office::count_run(office(), {run, 2}, courier));
  EXPECT_EQ(sheet(*agus)["rute"].text(), "");
  EXPECT_EQ(result(send(*agus, run, {hand_over(act_one, siti, now())})), "tidak");
  twin().must(office::close_run(office(), {run}, twin().ratna()));
  EXPECT_EQ(result(send(*agus, run, {hand_over(act_one, siti, now())})), "tidak");
  EXPECT_TRUE(sheet(*agus)["titik"].is_null());
  EXPECT_EQ(facts(siti), 4U) << "packed, on the run, loaded, back";
}

TEST_F(OnTheRoad, TheNextDayTakesWhatWasDoneBeforeMidnightButGivesNoSheet) {
  const auto at = now();
  twin().clock.pass(hours(18));
  agus.emplace(hall.as("agus"));
  EXPECT_EQ(sheet(*agus)["rute"].text(), "");
  EXPECT_EQ(result(send(*agus, run, {hand_over(act_one, siti, at)})), "selesai");
  EXPECT_EQ(fact(siti, "parcel.handed_over.v1")["done_at"].number(), at.ms);
}

TEST_F(OnTheRoad, APhotoOfTheDoorIsCleanedAndSealedForTheApplicant) {
  const Bytes small("\xFF\xD8\xFF\xDA\x00\x02\xFF\xD9", 8);
  twin().child = ScriptedChild([small](const auto&, ByteView) -> Result<ChildRun> {
    return ChildRun{0, R"({"kind":"jpeg","width":10,"height":10,"bytes":[8,8],"pages":1,"looks":{"sharpness":1.0,"brightness":99.0,"contrast":9.0,"hints":[]}})" "\n" + small + small, false};
  });
  auto act = failed(act_one, siti, now());
  act.set("foto", true);
  const auto answer = send(*agus, run, {act}, {}, {{"foto-" + std::string(act_one), small}});
  EXPECT_EQ(result(answer), "selesai") << words(answer);
  EXPECT_TRUE(answer["jawaban"][std::size_t{0}]["foto"].is_null());
  const auto photo = std::string(fact(siti, "parcel.not_handed_over.v1")["photo"].text());
  EXPECT_TRUE(office::is_document_of(office().reader(), photo, twin().state(siti).person));
  // The resident sees what the courier found; so does an officer who opened the file, and nobody else.
  Browser home(hall.city);
  const auto status = office::status_path(office(), siti);
  EXPECT_NE(home.get(status).body.find(status + "/pintu"), std::string::npos);
  const auto shown = home.get(status + "/pintu");
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.content_type, "image/jpeg");
  EXPECT_EQ(home.get(office::status_path(office(), badru) + "/pintu").status, 404);
  EXPECT_EQ(home.get(status + "x/pintu").status, 404);
  auto rina = hall.as("rina");
  const auto paper = "/petugas/berkas/" + siti + "/" + std::string(office::paper_door);
  EXPECT_NE(rina.get(paper).status, 200) << "the file was not opened";
  const auto opened = office::open_file(office(), {siti, "help"}, twin().as(hall.ids.at("rina"), {access::Role::operator_})).wait();
  ASSERT_TRUE(std::holds_alternative<office::FileOpened>(opened));
  EXPECT_TRUE(std::get<office::FileOpened>(opened).has_door_photo);
  EXPECT_EQ(rina.get(paper).status, 200);
  // What cannot be read as a photo stops no courier.
  twin().child = ScriptedChild([](const auto&, ByteView) -> Result<ChildRun> { return ChildRun{3, "{\"refused\":\"paper.unknown_type\"}\n", false}; });
  auto other = failed(act_two, badru, now());
  other.set("foto", true);
  const auto without = send(*agus, run, {other}, {}, {{"foto-" + std::string(act_two), "not a photo"}});
  EXPECT_EQ(result(without), "selesai") << words(without);
  EXPECT_EQ(without["jawaban"][std::size_t{0}]["foto"].text(), "tidak");
  EXPECT_EQ(fact(badru, "parcel.not_handed_over.v1")["photo"].text(), "");
}

const Bytes small_photo("\xFF\xD8\xFF\xDA\x00\x02\xFF\xD9", 8);
ScriptedChild good_eye() {
  return ScriptedChild([](const auto&, ByteView) -> Result<ChildRun> {
    return ChildRun{0, R"({"kind":"jpeg","width":10,"height":10,"bytes":[8,8],"pages":1,"looks":{"sharpness":1.0,"brightness":99.0,"contrast":9.0,"hints":[]}})" "\n" + small_photo + small_photo, false};
  });
}

// The photo of the cut card goes with its own stop; who counts the card sees it, nobody else, and each look is in the book.
TEST_F(OnTheRoad, ThePhotoOfAnOldCardIsSealedWithItAndSeenByWhoCountsIt) {
  twin().child = good_eye();
  auto act = hand_over(act_one, badru, now() + -minutes(30));
  act.set("foto", true);
  const auto answer = send(*agus, run, {act}, {}, {{"foto-" + std::string(act_one), small_photo}});
  EXPECT_EQ(result(answer), "selesai") << words(answer);
  const auto card = twin().boards().old_card_of_case(badru);
  ASSERT_TRUE(card);
  EXPECT_TRUE(office::is_document_of(office().reader(), card->state.photo, twin().state(badru).person));
  const auto path = "/kartu-lama/" + card->id + "/foto";
  auto rina = hall.as("rina"), joko = hall.as("joko");
  EXPECT_EQ(rina.get(path).status, 409) << "it rides in a bag that nobody counted yet";
  EXPECT_EQ(agus->get(path).status, 200) << "whose bag it is";
  EXPECT_EQ(dedi->get(path).status, 409);
  EXPECT_EQ(Browser(hall.city).get(path).content_type.find("image"), std::string::npos);

  const auto courier = twin().as(hall.ids.at("agus"), {access::Role::courier});
  twin().must(office::count_run(office(), {run, 1, 1}, courier));
  expect_whole(joko.get("/antar/hitungan"), "the second count");
  EXPECT_NE(joko.page.find(path), std::string::npos);
  const auto shown = joko.get(path);
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.content_type, "image/jpeg");
  int looks = 0;
  for (const auto& opening : twin().boards().openings_of(badru)) looks += opening.purpose == "old_card";
  EXPECT_EQ(looks, 2) << "by Agus and Joko, for the resident to see";
  EXPECT_NE(joko.get("/petugas/berkas/" + badru + "/ktp").status, 200) << "it opens nothing else of the file";

  twin().must(office::close_run(office(), {run}, twin().ratna()));
  expect_whole(rina.get("/kartu-lama"), "who will destroy it");
  EXPECT_NE(rina.page.find(path), std::string::npos);
  EXPECT_EQ(rina.get(path).status, 200);
  // Erased on request, the picture is gone with the rest.
  twin().must(office::erase(office(), {twin().state(badru).person}, twin().as("S-0008", {access::Role::admin})));
  EXPECT_NE(rina.get(path).status, 200);
}

TEST_F(OnTheRoad, APhotoOfNobodysOldCardIsNotKept) {
  twin().child = good_eye();
  auto act = hand_over(act_one, siti, now() + -minutes(30));
  act.set("foto", true);
  EXPECT_EQ(result(send(*agus, run, {act}, {}, {{"foto-" + std::string(act_one), small_photo}})), "selesai");
  EXPECT_FALSE(twin().boards().old_card_of_case(siti));
  // A card that is given in spite of a broken camera.
  EXPECT_EQ(result(send(*agus, run, {hand_over(act_two, badru, now() + -minutes(20))})), "selesai");
  EXPECT_EQ(twin().boards().old_card_of_case(badru)->state.photo, "");
  const auto other = twin().boards().find_parcel(parcel(badru));
  EXPECT_EQ(hall.as("joko").get("/kartu-lama/" + other->id + "/foto").status, 409);
}

TEST_F(OnTheRoad, ABreakComesInOnceWithItsOwnTime) {
  const auto tap = [&](const char* id, const char* kind, Moment at) {
    return Json::object({{"id", id}, {"jenis", kind}, {"titik", std::string(kind) + "-" + run}, {"pukul", at.ms}});
  };
  const auto began = now() + -hours(3), ended = began + minutes(40);
  const auto before = std::string(sheet(*agus)["versi"].text());
  for (const auto* expected : {"selesai", "sudah"}) {
    const auto answer = send(*agus, run, {tap(act_one, "rehat", began), tap(act_two, "usai", ended)});
    EXPECT_EQ(result(answer, 0), expected) << words(answer, 0);
    EXPECT_EQ(result(answer, 1), expected) << words(answer, 1);
  }
  const auto state = twin().boards().find_run(run)->state;
  EXPECT_EQ(state.break_began, began);
  EXPECT_EQ(state.break_ended, ended);
  const auto after = sheet(*agus);
  EXPECT_NE(after["versi"].text(), before) << "other phones of this courier hear of it";
  EXPECT_EQ(after["rehat"]["mulai"].number(), began.ms);
  EXPECT_EQ(after["rehat"]["usai"].number(), ended.ms);
  // Another phone taps once more; and somebody else's run has none of ours.
  EXPECT_EQ(result(send(*agus, run, {tap("AAAAAAAAAAAAAAAAAAAAA4", "rehat", now())})), "tidak");
  EXPECT_EQ(result(send(*dedi, run, {tap("AAAAAAAAAAAAAAAAAAAAA5", "usai", now())})), "tidak");
  auto odd = tap("AAAAAAAAAAAAAAAAAAAAA6", "tidur", now());
  const auto token = std::string(sheet(*agus)["bukti"].text());
  EXPECT_EQ(agus->post("/antar/sinkron", {{"bukti", token}, {"isi", Json::object({{"rute", run}, {"jam", now().ms}, {"catatan", Json::array({odd})}}).write()}}).status, 400);
}

// Leaving at half past twelve: the break must begin before one.
TEST(OverMidday, TheBreakStandsInItsPlaceOnPhonePageAndPaper) {
  CityHall hall;
  auto& twin = hall.office();
  twin.stock(5);
  std::vector<std::string> ids, parcels;
  for (const auto* label : {"lost_card", "damaged_card", "grandmother"}) {
    ids.push_back(twin.verified(twin.submitted("lost", label, "+628120000000" + std::to_string(ids.size() + 1))));
    parcels.push_back(twin.printed(ids.back(), "KA0000000" + std::to_string(ids.size())));
  }
  const auto today = day_in_jakarta(twin.clock.now());
  twin.clock.set(moment_in_jakarta(today, 12, 35));
  auto agus = hall.as("agus");
  const auto run = OfficeTwin::word(office::set_run(*twin.office, {hall.ids.at("agus"), today, 12, 16, parcels}, twin.ratna()), "run");
  expect_whole(agus.get("/antar"), "before loading");
  EXPECT_TRUE(says(agus.get("/antar"), "Istirahat 12.")) << "planned, and nothing to press";
  EXPECT_FALSE(says(agus.get("/antar"), "Mulai istirahat"));
  twin.must(office::load_run(*twin.office, {run, 3}, twin.as(hall.ids.at("agus"), {courier})));
  const auto json = *parse_json(agus.get("/antar/lembar").body);
  ASSERT_FALSE(json["rehat"].is_null());
  EXPECT_EQ(json["rehat"]["dari"].text().substr(0, 3), "12.");
  EXPECT_NE(std::find(parcels.begin(), parcels.end(), json["rehat"]["sebelum"].text()), parcels.end());
  EXPECT_TRUE(json["rehat"]["mulai"].is_null());
  // The page without a script.
  const auto page = agus.get("/antar");
  EXPECT_TRUE(says(page, "Istirahat " + std::string(json["rehat"]["dari"].text())));
  expect_whole(agus.post("/antar/istirahat", {{"rute", run}, {"apa", "mulai"}}), "begins");
  EXPECT_TRUE(says(agus.get("/antar"), "Istirahat sejak 12.35"));
  expect_whole(agus.post("/antar/istirahat", {{"rute", run}, {"apa", "mulai"}}), "twice", 409);
  twin.clock.pass(minutes(25));
  auto later = hall.as("agus");
  later.get("/antar");
  expect_whole(later.post("/antar/istirahat", {{"rute", run}, {"apa", "usai"}}), "ends");
  EXPECT_TRUE(says(later.get("/antar"), "Istirahat 12.35–13.00 selesai"));
  EXPECT_FALSE(says(later.get("/antar"), "Selesai istirahat"));
}

TEST_F(OnTheRoad, NothingIsDoneWithoutTheFormsProofOrOutOfWordsNoPhoneWrites) {
  const auto body = Json::object({{"rute", run}, {"jam", now().ms}, {"catatan", Json::array({hand_over(act_one, siti, now())})}}).write();
  EXPECT_EQ(agus->send("POST", "/antar/sinkron", "isi=" + percent_encoded(body), "application/x-www-form-urlencoded").status, 403);
  const auto token = std::string(sheet(*agus)["bukti"].text());
  for (const std::string isi : {"", "{}", "[1]", "{\"rute\":\"x\",\"jam\":1,\"catatan\":[]}"}) EXPECT_EQ(agus->post("/antar/sinkron", {{"bukti", token}, {"isi", isi}}).status, 400) << isi;
  EXPECT_EQ(twin().state(siti).stage, application::Stage::on_the_road);
}

TEST(RoadActs, AreReadWholeOrNotAtAll) {
  const auto one = [](const std::string& more) { return R"({"rute":"run","jam":5,"catatan":[{"id":"AAAAAAAAAAAAAAAAAAAAAA","jenis":"gagal","titik":"p","pukul":4)" + more + "}]}"; };
  const auto read = officer::read_road_acts(one(R"(,"alasan":"refused","tak_dikenal":[1])"));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->acts[0].reason, "refused");
  EXPECT_EQ(read->acts[0].at, Moment{4});
  EXPECT_FALSE(officer::read_road_acts(one(R"(,"alasan":")" + std::string(65, 'a') + "\"")).has_value());
  EXPECT_FALSE(officer::read_road_acts(one(R"(,"kode":7)")).has_value());
  EXPECT_FALSE(officer::read_road_acts(R"({"rute":"run","jam":5,"catatan":[{"id":"short","jenis":"gagal","titik":"p","pukul":4}]})").has_value());
  EXPECT_FALSE(officer::read_road_acts(R"({"rute":"run","jam":5,"catatan":[{"id":"AAAAAAAAAAAAAAAAAAAAAA","jenis":"gagal","titik":"p","pukul":-4}]})").has_value());
  EXPECT_FALSE(officer::read_road_acts(R"({"rute":"run","jam":9223372036854775807,"catatan":[{"id":"AAAAAAAAAAAAAAAAAAAAAA","jenis":"gagal","titik":"p","pukul":4}]})").has_value());
}

}  // namespace
}  // namespace opak::web
