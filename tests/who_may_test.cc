// Who may open what: every route of the product, asked of the real site by everyone there is, for what is theirs and for what is
// somebody else's. The answers stand in tests/who_may_open_what.tsv, to be read by an auditor; each cell that differs fails, and so
// does a route that is not in the table.
//
// After a wished change: OPAK_WRITE_TABLE=1 build/release/tests/who_may_test, and read the difference line by line.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "access/password.h"
#include "access/session.h"
#include "access/staff.h"
#include "access/totp.h"
#include "base/text.h"
#include "intake/conversations.h"
#include "intake/drafts.h"
#include "office/by_two.h"
#include "office/notices.h"
#include "web/site_twin.h"

namespace opak::web {
namespace {

const std::string table_path = std::string(OPAK_SOURCE_DIR) + "/tests/who_may_open_what.tsv";

constexpr const char* explanation =
    "# Who may open what. Each cell is what the site itself answered (tests/who_may_test.cc).\n"
    "#\n"
    "#   yes     the page, or led on to one           yes+P   and the applicant's name or NIK stands in the answer\n"
    "#   done    the wish was taken: the book or the drafts changed\n"
    "#   asked   taken to the rules, and told what is missing or why not (422, 409): whoever gets this may try\n"
    "#   no      403                                  none    404: it is said that there is no such thing\n"
    "#   login   led to the staff's signing in        code    led to confirming a telephone number\n"
    "#\n"
    "# stranger: nobody in particular, with an address as it is made up. link: no session, only the secret link of the case. owner:\n"
    "# the applicant's session and link. other: another resident's session, and their own token put into the applicant's address.\n"
    "# Officers have one role each. Without a mark the case is free or theirs, and they opened it for a purpose; with ' (other) the same\n"
    "# officer asks for a case that a colleague holds or has on the road, and that they never opened. The one of a kelurahan's counter has\n"
    "# an empty drawer.\n";

const std::vector<std::string> people{"stranger", "link", "owner", "other", "operator", "operator'", "verifier", "verifier'", "printer", "printer'", "courier", "courier'", "supervisor", "supervisor'", "admin", "counter"};

struct Place {
  std::string applicant_name, applicant_nik;
  std::map<std::string, std::string> words;  // What stands for each "{word}" of an address.
};

// A city in which everything that an address can name is there twice: once for who asks, once for a colleague.
class City {
 public:
  City() {
    twin().stock(20);
    for (const auto role : access::all_roles)
      for (const auto* mark : {"", "'"}) hire(std::string(access::name_of(role)) + mark, role);
    for (const auto* mark : {"", "'"}) places[mark] = furnish(mark);
  }

  std::string answer(const Route& route, const std::string& address, const std::string& who) {
    const auto mark = who.ends_with("'") ? "'" : "";
    auto browser = as(mark[0] == '\'' ? who.substr(0, who.size() - 1) : who);
    const auto place = places.at(mark);
    const auto words = who == "stranger" || who == "other" ? strangers_words(who, place) : place.words;
    const auto path = filled(address, {words.begin(), words.end()});
    const auto response = route.method == "GET" ? browser.send("GET", path, {}, {}) : posted(browser, path, route.area());
    std::string said = word_for(response);
    const auto holds = [&](const std::string& text) { return !text.empty() && response.body.find(text) != std::string::npos; };
    if (said == "yes" && (holds(place.applicant_name) || holds(place.applicant_nik))) said += "+P";
    return said;
  }
  std::int64_t entries() {
    auto row = twin().office->reader().query("SELECT (SELECT COUNT(*) FROM journal WHERE kind <> 'opening') + (SELECT COUNT(*) FROM intake_draft)");
    row.next();
    return row.number_at(0);
  }

 private:
  office::OfficeTwin& twin() { return city_.twin; }

  void in_book(const std::function<void(office::Book&)>& act) {
    office::OfficeTwin::must(twin().office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      act(book);
      return office::Done{};
    }));
  }

  void hire(const std::string& login, access::Role role) {
    static const auto hash = access::hash_password("kebun pisang", access::Strength::cheap, twin().chance);
    in_book([&](office::Book& book) {
      auto& vault = twin().office->vault();
      const auto name = role_login(login);
      ids_[login] = access::create_staff(book.database(), vault, {.login = name, .name = name, .roles = {role}, .office = role == access::Role::counter ? "kasemen" : "36.73", .password_hash = hash}, book.now())->id;
      const auto secret = access::begin_totp(book.database(), vault, ids_[login], twin().chance);
      access::confirm_totp(book.database(), vault, ids_[login], access::totp_code(secret, book.now()), book.now(), twin().chance);
    });
  }
  static std::string role_login(const std::string& who) { return who.ends_with("'") ? who.substr(0, who.size() - 1) + "2" : who; }
  office::Asked asked(const std::string& who) { return {"officer/" + ids_.at(who), {*access::role_named(who.ends_with("'") ? who.substr(0, who.size() - 1) : who)}, {}, "id"}; }

  std::string filed(const registry::ExampleResident& who, const std::string& phone, const std::string& receiver = "self") {
    auto& office = *twin().office;
    twin().population.add(who);
    office::SubmitApplication wish;
    wish.application = twin().word(office::open_application(office, {"lost", "web"}, {}), "application");
    wish.contact = twin().contact(phone);
    wish.region = who.kelurahan;
    wish.receiver = receiver;
    wish.person = Personal<vault::Fields>({{"name", who.name}, {"nik", who.nik}, {"kk", who.kk}});
    wish.address = Personal<vault::Fields>({{"street", who.street}, {"rt", who.rt}, {"rw", who.rw}, {"landmark", "dekat musala"}});
    for (const auto& one : office::OfficeTwin::the_catalogue().get_service("lost").papers) wish.papers[one.key] = twin().paper(wish.contact);
    return twin().word(office::submit_application(office, wish, {}), "application");
  }

  // Everything with this mark belongs to one applicant, so that one name is looked for.
  Place furnish(const std::string& mark) {
    auto& office = *twin().office;
    static const auto adults = [] {
      std::vector<std::string> codes;
      for (const auto& region : office::OfficeTwin::the_catalogue().city().regions.all()) codes.push_back(region.code);
      std::vector<registry::ExampleResident> some;
      for (auto& one : registry::invent_residents(7, 80, codes, *day_of(2026, 11, 23)))
        if (some.size() < 12 && one.alive && one.biometrics_on_file && !one.duplicate && one.born + 365 * 18 < *day_of(2026, 11, 23)) some.push_back(std::move(one));
      return some;
    }();
    const std::size_t from = mark.empty() ? 0 : 6;
    Place place;
    // All six cases are of people with one name, so that it can be looked for on every page.
    place.applicant_name = mark.empty() ? "KENARI BURUNGMADU" : "CENDRAWASIH MERPATI";
    const auto person = [&](std::size_t n) {
      auto one = adults[from + n];
      one.name = place.applicant_name;
      return one;
    };
    place.applicant_nik = person(0).nik;
    const auto phone = mark.empty() ? "+6281200000001" : "+6281200000002";
    const auto check = filed(person(0), phone), verify = filed(person(1), phone), print = filed(person(2), phone), deliver = filed(person(3), phone), pickup = filed(person(4), phone);
    for (const auto& id : {verify, print, deliver, pickup}) twin().must(office::accept_papers(office, {id}, asked("operator'")));
    for (const auto& id : {print, deliver, pickup}) {
      if (twin().state(id).needs_identity_check()) twin().must(office::check_identity(office, {id, "video_call"}, asked("operator")));
      twin().must(office::verify(office, {id, {}}, asked("verifier'")));
      twin().must(office::take_out_of_order(office, {id, "P1", "mendesak"}, asked("printer")));
    }
    for (const auto& id : {deliver, pickup}) {
      twin().must(office::print_card(office, {id, "P1", "KA0000000" + std::to_string(++serials_)}, asked("printer")));
    }
    twin().must(office::choose_pickup(office, {pickup}, {}));
    const auto parcel = twin().state(deliver).parcel;
    const auto run = twin().word(office::set_run(office, {ids_.at("courier" + mark), day_in_jakarta(twin().clock.now()), 9, 12, {parcel}}, asked("supervisor")), "run");
    twin().must(office::load_run(office, {run, 1}, asked("courier" + mark)));

    // Held by a colleague: nobody of those who ask.
    if (mark.empty()) {
      for (const auto* role : {"operator", "verifier", "supervisor"}) (void)office::open_file(office, {check, "check_papers"}, asked(role)).wait();
      (void)office::open_file(office, {verify, "verify"}, asked("verifier")).wait();
      (void)office::open_file(office, {verify, "verify"}, asked("supervisor")).wait();
    } else {
      hire_once("operator''");
      twin().must(office::assign(office, {check, ids_.at("operator''")}, {"officer/" + ids_.at("operator''"), {access::Role::operator_}, {}, "id"}));
    }
    const auto contact = twin().state(check).contact;
    const auto draft = twin().word(intake::begin_draft(office, {.service = "damaged", .channel = "web", .contact = contact, .language = "id"}, {}), "application");
    place.words = {{"link", office::status_path(office, check)},    {"alarm", office::alarm_path(office, check)}, {"number", twin().state(check).number}, {"verify", twin().state(verify).number},
                   {"print", twin().state(print).number},            {"parcel", parcel}, {"run", run},             {"pickup", twin().state(pickup).parcel}, {"contact", contact},
                   {"call", call_for(check)},                        {"draft", draft},                                 {"slug", office::OfficeTwin::the_catalogue().get_service("lost").slug}, {"run", run}};
    return place;
  }
  // Nobody is known to have read what came of it: somebody must call.
  std::string call_for(const std::string& application) {
    std::int64_t letter = 0;
    in_book([&](office::Book& book) {
      office::post(book, {.contact = book.application(application).contact, .application = application, .notice = "returned", .language = "id", .words = {}});
      auto row = book.database().query("SELECT MAX(id) FROM office_letter");
      row.next();
      letter = row.number_at(0);
    });
    return twin().word(office::give_to_person(*twin().office, letter), "call");
  }
  void hire_once(const std::string& login) {
    if (ids_.contains(login)) return;
    in_book([&](office::Book& book) {
      ids_[login] = access::create_staff(book.database(), twin().office->vault(), {.login = "operator3", .name = "operator3", .roles = {access::Role::operator_}, .office = "36.73", .password_hash = "x"}, book.now())->id;
    });
  }

  // Somebody else's token in this applicant's address; a stranger has none at all.
  std::map<std::string, std::string> strangers_words(const std::string& who, const Place& place) {
    auto words = place.words;
    const auto own = split(place.words.at("link"), '/'), theirs = split(places.at("'").words.at("link"), '/');
    const auto alarm = split(place.words.at("alarm"), '/'), their_alarm = split(places.at("'").words.at("alarm"), '/');
    words["link"] = "/s/" + own.at(2) + "/" + (who == "other" ? theirs.at(3) : std::string(theirs.at(3).size(), 'A'));
    words["alarm"] = "/bukan-saya/" + alarm.at(2) + "/" + (who == "other" ? their_alarm.at(3) : std::string(their_alarm.at(3).size(), 'A'));
    return words;
  }

  Browser as(const std::string& who) {
    Browser browser(city_);
    browser.cookies["tamu"] = "AAAAAAAAAAAAAAAAAAAAAA";
    std::string cookie;
    if (ids_.contains(who)) {
      in_book([&](office::Book& book) { cookie = access::start_session(book.database(), twin().chance, access::SessionKind::staff, ids_.at(who), access::Proof::password_and_code, "", book.now()); });
      browser.cookies["sid"] = cookie;
    } else if (who == "owner" || who == "other") {
      const auto& contact = places.at(who == "owner" ? "" : "'").words.at("contact");
      in_book([&](office::Book& book) { cookie = access::start_session(book.database(), twin().chance, access::SessionKind::resident, contact, access::Proof::number_code, "", book.now()); });
      browser.cookies["wid"] = cookie;
    }
    return browser;
  }

  Response posted(Browser& browser, const std::string& path, Area area) {
    // The form's proof as a page of this visitor would hold it.
    net::Request meeting;
    meeting.path = "/";
    std::string line;
    for (const auto& [name, value] : browser.cookies) line += (line.empty() ? "" : "; ") + name + "=" + value;
    meeting.headers.emplace_back("cookie", line);
    const auto visitor = meet(city_.site, meeting, area, 0);
    return browser.send("POST", path, "bukti=" + percent_encoded(form_token(city_.site, visitor)) + "&kunci=satu", "application/x-www-form-urlencoded");
  }

  static std::string word_for(const Response& response) {
    const auto there = header_of(response, "Location");
    if (there.starts_with("/masuk?ke=")) return "login";
    if (there.starts_with("/nomor?ke=")) return "code";
    switch (response.status) {
      case 200: case 303: return "yes";
      case 400: case 409: case 422: return "asked";
      case 401: case 403: return "no";
      case 404: return "none";
      default: return std::to_string(response.status);
    }
  }

  SiteTwin city_;
  std::map<std::string, std::string> ids_;
  int serials_ = 0;

 public:
  std::map<std::string, Place> places;
};

// What the stars of a pattern stand for here.
std::string address_of(std::string_view pattern) {
  static const std::vector<std::pair<std::string_view, std::string_view>> known{
      {"/urus/ktp/*", "/urus/ktp/{slug}"}, {"/isian/*/foto/*", "/isian/{draft}/foto/family_card"}, {"/isian/*/hapus", "/isian/{draft}/hapus"}, {"/isian/*/*/*/hapus", "/isian/{draft}/berkas/family_card/hapus"},
      {"/isian/*/*/*", "/isian/{draft}/berkas/family_card"}, {"/isian/*/*", "/isian/{draft}/data-diri"}, {"/alir/lacak/*", "/alir/lacak/{number}"}, {"/lacak/*", "/lacak/{number}"},
      {"/alir/s/*/*", "/alir{link}"}, {"/s/*/*", "{link}"}, {"/bukan-saya/*/*", "{alarm}"}, {"/log/**", "/log/checkpoint"},
      {"/petugas/percakapan/*/foto/*", "/petugas/percakapan/{contact}/foto/x"}, {"/petugas/percakapan/*/suara/*", "/petugas/percakapan/{contact}/suara/x"}, {"/petugas/percakapan/*/isi/*", "/petugas/percakapan/{contact}/isi/{slug}"}, {"/petugas/percakapan/*", "/petugas/percakapan/{contact}"},
      {"/petugas/telepon/*", "/petugas/telepon/{call}"}, {"/petugas/balasan/*", "/petugas/balasan/fee.free"}, {"/petugas/beban/*", "/petugas/beban/S-0001"},
      {"/petugas/daftar/*/*", "/petugas/daftar/{slug}/{draft}"}, {"/petugas/daftar/*", "/petugas/daftar/{slug}"}, {"/petugas/tanda-terima/*", "/petugas/tanda-terima/{number}"},
      {"/petugas/periksa/*", "/petugas/periksa/{number}"}, {"/petugas/berkas/*/*", "/petugas/berkas/{number}/family_card"}, {"/petugas/verifikasi/*", "/petugas/verifikasi/{verify}"},
      {"/cetak/*", "/cetak/{print}"}, {"/antar/*", "/antar/{parcel}"}, {"/antaran/*", "/antaran/{run}"}, {"/loket/ambil/*", "/loket/ambil/{pickup}"}, {"/pimpinan/sengketa/*", "/pimpinan/sengketa/{number}"}, {"/kartu-lama/*/foto", "/kartu-lama/{parcel}/foto"}};
  for (const auto& [begin, address] : known)
    if (pattern.starts_with(begin)) return std::string(address) + std::string(pattern.substr(begin.size()));
  return std::string(pattern);
}

std::string the_table() {
  std::ostringstream out;
  out << explanation << "# method\taddress";
  for (const auto& who : people) out << '\t' << who;
  out << '\n';
  const Router router(all_routes());
  auto city = std::make_unique<City>();
  auto entries = city->entries();
  for (const auto& route : router.routes()) {
    const auto address = address_of(route.pattern);
    EXPECT_EQ(address.find('*'), std::string::npos) << "say in address_of what the stars of " << route.pattern << " stand for";
    out << route.method << '\t' << address;
    for (const auto& who : people) {
      auto answer = city->answer(route, address, who);
      const bool is_written = city->entries() != entries;
      if (is_written && answer == "yes") answer = "done";
      out << '\t' << answer;
      if (!is_written) continue;
      if (std::getenv("OPAK_TELL") != nullptr) std::cerr << route.method << ' ' << address << ' ' << who << '\n';
      city = std::make_unique<City>();  // Something happened: the next one finds the city as it was.
      entries = city->entries();
    }
    out << '\n';
  }
  return out.str();
}

TEST(WhoMayOpenWhat, StandsInTheTableToTheLastCell) {
  const auto now = the_table();
  if (std::getenv("OPAK_WRITE_TABLE") != nullptr) std::ofstream(table_path) << now;
  std::ostringstream kept;
  kept << std::ifstream(table_path).rdbuf();
  const auto lines_now = split(now, '\n'), lines_kept = split(kept.str(), '\n');
  std::map<std::string, std::string> declared;
  const auto key_of = [](const std::string& line) { return line.substr(0, line.find('\t', line.find('\t') + 1)); };
  for (const auto& line : lines_kept)
    if (!line.empty() && line.front() != '#') { EXPECT_TRUE(declared.emplace(key_of(line), line).second) << line; }
  for (const auto& line : lines_now) {
    if (line.empty() || line.front() == '#') continue;
    const auto found = declared.find(key_of(line));
    if (found == declared.end()) {
      ADD_FAILURE() << "a route that is not declared: " << line;
      continue;
    }
    EXPECT_EQ(line, found->second);
    declared.erase(found);
  }
  for (const auto& [key, line] : declared) ADD_FAILURE() << "declared, but there is no such route: " << key;
}

// What no table may ever say, however it was written.
TEST(WhoMayOpenWhat, KeepsItsFirstRules) {
  std::ifstream table(table_path);
  std::string line;
  int rows = 0;
  while (std::getline(table, line)) {
    if (line.empty() || line.front() == '#') continue;
    const auto cells = split(line, '\t');
    ASSERT_EQ(cells.size(), people.size() + 2) << line;
    ++rows;
    const auto cell = [&](const std::string& who) { return cells[2 + static_cast<std::size_t>(std::find(people.begin(), people.end(), who) - people.begin())]; };
    for (const auto* who : {"stranger", "other"}) EXPECT_EQ(cell(who).find("+P"), std::string::npos) << who << " sees the applicant: " << line;
    const auto staff = cells[1].starts_with("/petugas") || cells[1].starts_with("/cetak") || cells[1].starts_with("/blangko") || cells[1].starts_with("/antar") || cells[1].starts_with("/loket") || cells[1].starts_with("/pimpinan") || cells[1].starts_with("/atur") || cells[1].starts_with("/kartu-lama") || cells[1].starts_with("/tas");
    for (const auto* who : {"stranger", "link", "owner", "other"})
      if (staff) { EXPECT_EQ(cell(who), "login") << line; }
    if (cells[1].starts_with("/isian/")) {
      for (const auto* who : {"other", "stranger", "link", "operator"}) EXPECT_TRUE(cell(who) == "none" || cell(who) == "code") << who << ": " << line;
    }
    if (cells[1].find("{link}") != std::string::npos || cells[1].find("{alarm}") != std::string::npos) {
      for (const auto* who : {"stranger", "other"}) EXPECT_EQ(cell(who), "none") << line;
    }
    for (const auto* who : {"printer", "admin"}) {
      const bool is_no_desk = cells[1].starts_with("/petugas/periksa") || cells[1].starts_with("/petugas/berkas") || cells[1].starts_with("/petugas/percakapan");
      if (is_no_desk) { EXPECT_EQ(cell(who), "no") << line; }
    }
    EXPECT_EQ(cell("counter").find("+P"), std::string::npos) << "a card that does not lie in their drawer: " << line;
    EXPECT_EQ(cell("courier'").find("+P"), std::string::npos) << "a colleague's run: " << line;
    if (cells[1].starts_with("/petugas/")) {
      for (const auto* who : {"operator'", "verifier'", "supervisor'"}) EXPECT_EQ(cell(who).find("+P"), std::string::npos) << "never opened: " << line;
    }
    for (const auto& text : cells) EXPECT_NE(text, "500") << line;
  }
  EXPECT_GT(rows, 140);
}

}  // namespace
}  // namespace opak::web
