// A journey being told: plain sentences that an officer can read, walked through the whole program.
//
// tests/journeys/*.journey are the stories; tests/journeys/*.langkah hold phrases that several stories share. Each line is one step.
// A line that no step knows, a page that has no such button, a sentence that is not there: `Told` names the file and the line.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <regex>

#include "city_in_a_test.h"
#include "journal/journal.h"
#include "office/shift.h"
#include "transparency/audit.h"
#include "views/fold.h"

namespace opak::journeys {

namespace fs = std::filesystem;
inline const fs::path folder = fs::path(OPAK_SOURCE_DIR) / "tests" / "journeys";

struct Line {
  std::string file;
  int number = 0;
  std::string words;
  std::string where() const { return file + ":" + std::to_string(number); }
};

inline std::vector<Line> lines_of(const fs::path& path) {
  std::vector<Line> lines;
  std::ifstream in(path);
  int number = 0;
  for (std::string text; std::getline(in, text);) {
    ++number;
    const auto words = trimmed(text);
    if (!words.empty() && words[0] != '#') lines.push_back({path.filename().string(), number, words});
  }
  return lines;
}

struct NotSo : std::runtime_error {
  using std::runtime_error::runtime_error;
};
inline void must_be(bool so, const std::string& otherwise) {
  if (!so) throw NotSo(otherwise);
}

// "Langkah: <Siapa> memeriksa berkas" and the lines under it.
struct Phrase {
  std::regex pattern;
  std::vector<std::string> names;
  std::vector<Line> lines;
};

inline std::vector<Phrase> shared_phrases() {
  std::vector<Phrase> phrases;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".langkah") continue;
    for (const auto& line : lines_of(entry.path())) {
      if (!line.words.starts_with("Langkah: ")) {
        phrases.back().lines.push_back(line);
        continue;
      }
      Phrase phrase;
      std::string pattern;
      const auto title = line.words.substr(9);
      for (std::size_t i = 0; i < title.size();) {
        const auto open = title.find('<', i), close = title.find('>', i);
        pattern += title.substr(i, open == std::string::npos ? open : open - i);
        if (open == std::string::npos) break;
        phrase.names.push_back(title.substr(open, close - open + 1));
        pattern += "(.+?)";
        i = close + 1;
      }
      phrase.pattern = std::regex(pattern);
      phrases.push_back(std::move(phrase));
    }
  }
  return phrases;
}

inline std::string with(std::string words, const std::string& name, const std::string& value) {
  for (std::size_t at = 0; (at = words.find(name, at)) != std::string::npos; at += value.size()) words.replace(at, name.size(), value);
  return words;
}

// One story while it is told.
class Journey {
 public:
  void tell(const std::vector<Line>& lines) {
    for (const auto& line : lines) {
      try {
        step(line.words);
      } catch (const Told& told) {
        throw Told{told.words + "\n  in " + line.where() + ": " + line.words};
      } catch (const std::exception& error) {
        throw Told{line.where() + ": " + line.words + "\n  " + error.what() + seen()};
      }
    }
  }
  struct Told {
    std::string words;
  };
  CityInATest& city() { return city_; }
  // The application this story is about.
  std::string id() {
    const auto found = city_.twin.boards().find_case_by_number(number_);
    must_be(found.has_value(), "no application is known yet");
    return found->id;
  }

 private:
  struct Actor {
    std::unique_ptr<PretendBrowser> browser;
    registry::ExampleResident who;
    std::string phone, number;
  };

  using Words = std::smatch;
  struct Step {
    const char* sentence;
    void (Journey::*go)(const Words&);
  };

  void step(const std::string& raw) {
    static const std::vector<std::pair<std::regex, void (Journey::*)(const Words&)>> table = [] {
      std::vector<std::pair<std::regex, void (Journey::*)(const Words&)>> out;
      for (const auto& one : steps()) out.emplace_back(std::regex(one.sentence), one.go);
      return out;
    }();
    static const auto phrases = shared_phrases();
    for (const auto& [pattern, go] : table) {
      std::smatch found;
      if (std::regex_match(raw, found, pattern)) return (this->*go)(found);
    }
    for (const auto& phrase : phrases) {
      std::smatch found;
      if (!std::regex_match(raw, found, phrase.pattern)) continue;
      auto lines = phrase.lines;
      for (auto& line : lines)
        for (std::size_t i = 0; i < phrase.names.size(); ++i) line.words = with(line.words, phrase.names[i], found[i + 1]);
      return tell(lines);
    }
    throw NotSo("no step knows this sentence");
  }

  // The table: a sentence and what it does.
  static std::vector<Step> steps() {
    return {
        {R"re(Tanggal (\d{4}-\d\d-\d\d), pukul (\d\d)\.(\d\d))re", &Journey::set_clock},
        {R"re(Hari kerja berikutnya, pukul (\d\d)\.(\d\d))re", &Journey::next_working_day},
        {R"re((\d+) (menit|jam|hari) kemudian)re", &Journey::time_passes},
        {R"re(Di mesin "(.+)" ada (\d+) blangko mulai "(.+)")re", &Journey::stock_at_printer},
        {R"re((\S+) adalah warga contoh "(.+)" dengan HP "(.+)")re", &Journey::resident},
        {R"re((\S+) masuk sebagai petugas)re", &Journey::sign_in},
        {R"re((\S+) membuka "(.+)")re", &Journey::open},
        {R"re((\S+) mengisi "(.+)" dengan "(.*)")re", &Journey::fill},
        {R"re((\S+) memilih "(.+)" untuk "(.+)")re", &Journey::choose_for},
        {R"re((\S+) memilih "(.+)")re", &Journey::choose},
        {R"re((\S+) mencentang semua)re", &Journey::tick_all},
        {R"re((\S+) mencentang "(.+)")re", &Journey::tick},
        {R"re((\S+) melampirkan foto di "(.+)")re", &Journey::attach},
        {R"re((\S+) menekan "(.+)")re", &Journey::press},
        {R"re(Maka (\S+) melihat "(.+)")re", &Journey::sees},
        {R"re(Maka (\S+) tidak melihat "(.+)")re", &Journey::sees_not},
        {R"re((\S+) menulis WhatsApp "(.+)")re", &Journey::writes},
        {R"re((\S+) menekan tombol WhatsApp "(.+)")re", &Journey::presses},
        {R"re((\S+) mengirim foto WhatsApp)re", &Journey::sends_photo},
        {R"re(Maka (\S+) menerima WhatsApp "(.+)")re", &Journey::receives},
        {R"re(Maka (\S+) tidak menerima WhatsApp "(.+)")re", &Journey::receives_not},
        {R"re(Maka (\S+) menerima paling banyak (\d+) pesan WhatsApp sampai sekarang)re", &Journey::receives_at_most},
        {R"re(Sekarang tentang permohonan (\S+))re", &Journey::about},
        {R"re(Maka tahap permohonan adalah "(.+)")re", &Journey::stage_is},
        {R"re((\S+) mencatat di HP tanpa sinyal: kartu diserahkan dengan kode "(.+)")re", &Journey::notes_hand_over},
        {R"re(HP (\S+) terhubung, kantor menjawab "(.+)")re", &Journey::phone_connects},
        {R"re(Maka buku mencatat kartu diserahkan pukul (\d\d)\.(\d\d))re", &Journey::handed_over_at},
        {R"re(Ada (\d+) kurir)re", &Journey::couriers},
        {R"re(Ada (\d+) kartu siap diantar)re", &Journey::cards_ready},
        {R"re(Semua kurir berangkat pukul (\d\d)\.(\d\d) dan menyerahkan semua kartu)re", &Journey::everybody_rides},
        {R"re(Maka (\d+) kartu diterima, masing-masing pada jam yang dikabarkan)re", &Journey::received_in_time},
        {R"re(Maka blangko tersedia (\d+))re", &Journey::blangko_available},
        {R"re(Maka blangko "(.+)" ada di "(.+)")re", &Journey::serial_is_at},
        {R"re(Maka buku, papan, dan log publik utuh)re", &Journey::all_sound},
        {R"re(Maka data (\S+) tidak terbaca lagi)re", &Journey::unreadable},
    };
  }

  // ---- Actors and words

  Actor& actor(const std::string& name) {
    auto& one = actors_[name];
    if (!one.browser) one.browser = std::make_unique<PretendBrowser>([this](const net::Request& request) { return city_.ask(request); });
    last_ = &one;
    return one;
  }
  Actor& at_page(const std::string& name) {
    auto& one = actor(name);
    note(one, one.browser->page().text);
    return one;
  }
  // The first number that somebody sees is theirs, and the first of all is what this story is about.
  void note(Actor& one, const std::string& text) {
    static const std::regex number(R"(OM-\d{4}-\d{5}-[A-Z])");
    for (std::sregex_iterator found(text.begin(), text.end(), number), end; found != end; ++found) {
      const auto shown = found->str();
      if (!city_.twin.boards().find_case_by_number(shown)) continue;  // An example on a form.
      if (one.number.empty()) one.number = shown;
      if (number_.empty()) number_ = shown;
    }
  }
  application::State state() { return city_.twin.state(id()); }

  // {nomor}, {nama}, {kode}, ...: what a person would read off a paper, a screen or a telephone.
  std::string meant(const std::string& name, std::string words) {
    auto& one = actors_[name];
    words = with(words, "{nomor}", number_);
    words = with(words, "{nama}", one.who.name);
    words = with(words, "{nik}", one.who.nik);
    words = with(words, "{kk}", one.who.kk);
    words = with(words, "{jalan}", one.who.street);
    words = with(words, "{rt}", one.who.rt);
    words = with(words, "{rw}", one.who.rw);
    words = with(words, "{hp}", one.phone);
    words = with(words, "{4 angka}", one.phone.size() > 4 ? one.phone.substr(one.phone.size() - 4) : "");
    if (words.find("{kelurahan}") != std::string::npos) words = with(words, "{kelurahan}", city_.site.catalogue.city().regions.by_code(one.who.kelurahan)->kelurahan);
    if (words.find("{kode}") != std::string::npos) words = with(words, "{kode}", six_digits_on(one));
    if (words.find("{tautan}") != std::string::npos) words = with(words, "{tautan}", link_on(one));
    if (words.find("{huruf amplop}") != std::string::npos) words = with(words, "{huruf amplop}", office::envelope_letters(*city_.twin.office, state().parcel));
    for (const auto& [holder, person] : actors_)
      if (const auto key = "{kode warga " + holder + "}"; words.find(key) != std::string::npos) words = with(words, key, letters_on(*person.browser));
    return words;
  }
  std::string six_digits_on(const Actor& one) {
    static const std::regex code(R"(\b\d{6}\b)");
    std::string newest;
    for (const auto& message : city_.phones.messages(one.phone)) {
      std::smatch found;
      if (message.from_us && std::regex_search(message.text, found, code)) newest = found[0];
    }
    must_be(!newest.empty(), "no code came to " + one.phone);
    return newest;
  }
  std::string link_on(const Actor& one) {
    static const std::regex link(R"(https?://[^/ ]+(/[^ \n]+))");
    std::string newest;
    for (const auto& message : city_.phones.messages(one.phone)) {
      std::smatch found;
      if (message.from_us && std::regex_search(message.text, found, link)) newest = found[1];
    }
    must_be(!newest.empty(), "no link came to " + one.phone);
    return newest;
  }
  // The six letters for the courier, as the resident reads them off the status page.
  static std::string letters_on(const PretendBrowser& browser) {
    static const std::regex letters(R"(\b([BCDFGHJKMNPRTVWXYZ]{3}) ?([BCDFGHJKMNPRTVWXYZ]{3})\b)");
    std::smatch found;
    must_be(std::regex_search(browser.page().text, found, letters), "no letters for the courier are on the resident's page");
    return found[1].str() + found[2].str();
  }
  std::string seen() const {
    if (last_ == nullptr || !last_->browser || last_->browser->body().empty()) return "";
    const auto& page = last_->browser->page();
    std::string words = "\n  on " + last_->browser->address() + " (" + std::to_string(last_->browser->status()) + "): " + shortened(page.text, 1500) + "\n  buttons:";
    for (const auto& form : page.forms) {
      for (const auto& button : form.buttons) words += " [" + one_spaced(button.text) + "]";
      for (const auto& field : form.fields)
        if (field.type != "hidden") words += " <" + field.type + " " + field.label + ">";
    }
    return words;
  }

  // ---- Steps

  void set_clock(const Words& w) { city_.twin.clock.set(moment_in_jakarta(*parse_iso_day(w[1].str()), std::stoi(w[2]), std::stoi(w[3]))); }
  void next_working_day(const Words& w) {
    const auto next = city_.site.catalogue.city().calendar.next_working_day(day_in_jakarta(city_.twin.clock.now()));
    city_.twin.clock.set(moment_in_jakarta(next, std::stoi(w[1]), std::stoi(w[2])));
    city_.let_messages_run();
  }
  void time_passes(const Words& w) {
    const auto n = std::stoi(w[1]);
    city_.twin.clock.pass(w[2] == "menit" ? minutes(n) : w[2] == "jam" ? hours(n) : days(n));
    city_.let_messages_run();
  }
  void stock_at_printer(const Words& w) {
    auto last = *blangko::parse_serial(w[3].str());
    const auto count = std::stoi(w[2]);
    last.number += count - 1;
    office::OfficeTwin::must(office::by_two(*city_.twin.office, office::receive_box(*city_.twin.office, {"B-001/2026", w[3], last.text()}, city_.twin.joko()), city_.twin.ratna()));
    office::OfficeTwin::must(office::give_to_printer(*city_.twin.office, {w[1], count}, city_.twin.joko()));
  }
  void resident(const Words& w) {
    auto& one = actor(w[1]);
    one.who = registry::demo_resident(w[2].str());
    one.phone = w[3];
  }
  void sign_in(const Words& w) {
    const auto login = lower_ascii(w[1].str());
    must_be(city_.works_here(login), "nobody of that name works here");
    city_.twin.clock.pass(minutes(1));  // No code of the authenticator opens twice.
    auto& browser = *actor(w[1]).browser;
    browser.open("/masuk");
    browser.fill("Nama masuk", login);
    browser.fill("Kata sandi", city_.password_of(login));
    browser.press("Masuk");
    browser.fill("Kode 6 angka", city_.code_of(login));
    browser.press("Masuk");
    must_be(browser.cookies.contains("sid"), "the office did not let them in");
  }
  void open(const Words& w) {
    const auto where = meant(w[1], w[2]);
    actor(w[1]).browser->open(where);
    at_page(w[1]);
  }
  void fill(const Words& w) { actor(w[1]).browser->fill(w[2], meant(w[1], w[3])); }
  void choose_for(const Words& w) { actor(w[1]).browser->choose(meant(w[1], w[2]), w[3]); }
  void choose(const Words& w) { actor(w[1]).browser->choose(meant(w[1], w[2])); }
  void tick_all(const Words& w) { actor(w[1]).browser->tick_all(); }
  void tick(const Words& w) { actor(w[1]).browser->tick(w[2]); }
  void attach(const Words& w) { actor(w[1]).browser->attach(w[2], CityInATest::small_jpeg()); }
  void press(const Words& w) {
    actor(w[1]).browser->press(meant(w[1], w[2]));
    const auto status = at_page(w[1]).browser->status();
    must_be(status != 500, "the page broke (500)");
    city_.let_messages_run();
  }
  void sees(const Words& w) {
    const auto words = meant(w[1], w[2]);
    must_be(at_page(w[1]).browser->page().text.find(words) != std::string::npos, "the page does not say: " + words);
  }
  void sees_not(const Words& w) {
    const auto words = meant(w[1], w[2]);
    must_be(at_page(w[1]).browser->page().text.find(words) == std::string::npos, "the page says: " + words);
  }

  void to_webhook(Actor& one, const channels::Webhook& webhook) {
    const auto status = city_.knock(webhook);
    must_be(status == 200, "the webhook answered " + std::to_string(status));
    city_.twin.clock.pass(seconds(2));
    city_.let_messages_run();
    for (const auto& message : city_.phones.messages(one.phone)) note(one, message.text);
  }
  void writes(const Words& w) {
    auto& one = actor(w[1]);
    last_ = nullptr;
    to_webhook(one, city_.phones.say(one.phone, meant(w[1], w[2])));
  }
  void presses(const Words& w) {
    auto& one = actor(w[1]);
    last_ = nullptr;
    const auto words = meant(w[1], w[2]);
    const auto messages = city_.phones.messages(one.phone);
    for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
      if (!message->from_us) continue;
      for (const auto* list : {&message->buttons, &message->rows})
        for (const auto& button : *list)
          if (button.title.starts_with(words)) return to_webhook(one, city_.phones.press(one.phone, button.id, button.title));
    }
    throw NotSo("no message offers \"" + words + "\"" + last_messages(one));
  }
  void sends_photo(const Words& w) {
    auto& one = actor(w[1]);
    last_ = nullptr;
    to_webhook(one, city_.phones.send_photo(one.phone, CityInATest::small_jpeg()));
  }
  void receives(const Words& w) {
    auto& one = actor(w[1]);
    last_ = nullptr;
    const auto words = meant(w[1], w[2]);
    city_.let_messages_run();
    const auto messages = city_.phones.messages(one.phone);
    for (const auto& message : messages) {
      note(one, message.text);
      if (message.from_us && message.text.find(words) != std::string::npos) return;
    }
    throw NotSo("the phone never showed: " + words + last_messages(one));
  }
  void receives_not(const Words& w) {
    auto& one = actor(w[1]);
    last_ = nullptr;
    city_.let_messages_run();
    const auto words = meant(w[1], w[2]);
    for (const auto& message : city_.phones.messages(one.phone)) must_be(!message.from_us || message.text.find(words) == std::string::npos, "the phone showed: " + message.text);
  }
  void receives_at_most(const Words& w) {
    auto& one = actor(w[1]);
    last_ = nullptr;
    city_.let_messages_run();
    const auto messages = city_.phones.messages(one.phone);
    const auto ours = std::count_if(messages.begin(), messages.end(), [](const auto& message) { return message.from_us; });
    must_be(ours <= std::stoi(w[2]), "there were " + std::to_string(ours) + " messages");
  }
  std::string last_messages(const Actor& one) {
    std::string all = "\n  last messages:";
    const auto messages = city_.phones.messages(one.phone);
    for (std::size_t i = messages.size() > 6 ? messages.size() - 6 : 0; i < messages.size(); ++i) {
      all += "\n    " + std::string(messages[i].from_us ? "< " : "> ") + messages[i].text;
      for (const auto* list : {&messages[i].buttons, &messages[i].rows})
        for (const auto& button : *list) all += " [" + button.title + "]";
    }
    return all;
  }

  void about(const Words& w) {
    number_ = actors_[w[1]].number;
    must_be(!number_.empty(), "they have no application yet");
  }
  void stage_is(const Words& w) {
    const auto now = std::string(name_of(state().stage));
    must_be(now == w[1], "it is " + now);
  }
  // A courier's phone keeps the act with its time, and tells it when the line is back (assets/antar.js; here without the browser).
  void notes_hand_over(const Words& w) {
    const auto now = city_.twin.clock.now();
    noted_run_ = state().run;
    noted_ = Json::object({{"id", "HP-" + iso_day(day_in_jakarta(now)) + "-" + std::to_string(now.ms)}, {"jenis", "serah"}, {"titik", state().parcel}, {"pukul", now.ms},
                           {"amplop", office::envelope_letters(*city_.twin.office, state().parcel)}, {"kode", meant(w[1], w[2])}, {"cara", "huruf"}, {"penerima", "self"}, {"wajah", true}, {"lama", state().takes_old_card}});
  }
  void phone_connects(const Words& w) {
    const auto& browser = *actor(w[1]).browser;
    net::Request request;
    request.method = "GET";
    request.target = request.path = "/antar/lembar";
    std::string cookies;
    for (const auto& [name, value] : browser.cookies) cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    request.headers = {{"sec-fetch-site", "same-origin"}, {"cookie", cookies}};
    request.remote_address = "203.0.113.9";
    const auto sheet = parse_json(city_.ask(request).body);
    must_be(sheet.has_value(), "the phone gets no sheet: is its courier signed in?");
    request.clear();
    request.method = "POST";
    request.target = request.path = "/antar/sinkron";
    request.headers = {{"sec-fetch-site", "same-origin"}, {"cookie", cookies}, {"content-type", "application/x-www-form-urlencoded"}};
    const auto acts = Json::object({{"rute", noted_run_}, {"jam", city_.twin.clock.now().ms}, {"catatan", Json::array({noted_})}}).write();
    request.body = "bukti=" + web::percent_encoded((*sheet)["bukti"].text()) + "&isi=" + web::percent_encoded(acts);
    const auto answer = parse_json(city_.ask(request).body);
    must_be(answer.has_value(), "the office does not answer the phone");
    const auto& first = (*answer)["jawaban"][std::size_t{0}];
    must_be(first["hasil"].text() == w[2].str(), "it says: " + std::string(first["hasil"].text()) + " " + std::string(first["kata"].text()));
    city_.let_messages_run();
  }
  void handed_over_at(const Words& w) {
    Moment at{};
    for (const auto& line : journal::read_stream(city_.twin.office->reader(), "parcel", state().parcel))
      if (line.fact == delivery::HandedOver::fact) at = Moment{(*parse_json(line.body))["done_at"].number()};
    const auto wanted = moment_in_jakarta(day_in_jakarta(city_.twin.clock.now()), std::stoi(w[1]), std::stoi(w[2]));
    must_be(at == wanted, "the book says " + iso_moment(at));
  }
  // ---- A large day
  void couriers(const Words& w) {
    for (int n = 1; n <= std::stoi(w[1]); ++n) city_.hire("kurir" + std::to_string(n), {access::Role::courier});
  }
  static registry::ExampleResident person(int n) {
    const auto& regions = office::OfficeTwin::the_catalogue().city().regions.all();
    registry::ExampleResident one;
    const auto day = std::to_string(100 + 1 + n % 28).substr(1);
    one.nik = "367301" + day + "0190" + std::to_string(9000 + n);
    one.kk = "367301" + day + "0190" + std::to_string(9500 + n);
    one.name = "Warga Rekaan";
    one.birth_place = "Serang";
    one.born = *day_of(1990, 1, 1 + n % 28);
    one.kelurahan = regions[static_cast<std::size_t>(n * 7) % regions.size()].code;
    one.street = "Jl. Kenanga " + std::to_string(n);
    one.rt = "001";
    one.rw = "002";
    return one;
  }
  void cards_ready(const Words& w) {
    auto& twin = city_.twin;
    auto& office = *twin.office;
    auto serial = *blangko::parse_serial("KA00000001");
    for (int n = 1; n <= std::stoi(w[1]); ++n, ++serial.number) {
      const auto who = person(n);
      twin.population.add(who);
      office::SubmitApplication filing;
      filing.application = twin.word(office::open_application(office, {"lost", "web"}, {}), "application");
      filing.contact = twin.contact("+62812000" + std::to_string(10000 + n));
      filing.region = who.kelurahan;
      filing.person = Personal<vault::Fields>({{"name", who.name}, {"nik", who.nik}, {"kk", who.kk}});
      filing.address = Personal<vault::Fields>({{"street", who.street}, {"rt", who.rt}, {"rw", who.rw}});
      for (const auto& paper : office::OfficeTwin::the_catalogue().get_service("lost").papers) filing.papers[paper.key] = twin.paper(filing.contact);
      twin.printed(twin.verified(twin.word(office::submit_application(office, filing, {}), "application")), serial.text());
    }
  }
  // Every courier on the way that was planned, at the pace the city reckons with and by a reckoning of this test's own; nobody is early or lucky.
  void everybody_rides(const Words& w) {
    auto& twin = city_.twin;
    auto& office = *twin.office;
    const auto& city = city_.site.catalogue.city();
    const auto start = moment_in_jakarta(day_in_jakarta(twin.clock.now()), std::stoi(w[1]), std::stoi(w[2]));
    twin.clock.set(start + -minutes(20));
    struct Call { Moment at; std::string run, parcel, courier; };
    std::vector<Call> calls;
    std::vector<std::pair<std::string, std::string>> runs;
    for (const auto& [login, staff] : city_.ids)
      for (const auto& run : twin.boards().open_runs_of(staff)) {
        runs.emplace_back(run.id, staff);
        twin.must(office::load_run(office, {run.id, static_cast<int>(run.state.parcels.size())}, twin.as(staff, {access::Role::courier})));
        double lat = city.lat, lon = city.lon, minute = 0;
        // The shift's break, as late as it may be; minutes since the start.
        const auto day = day_in_jakarta(start);
        const double leaves_at = static_cast<double>(start.ms - moment_in_jakarta(day, 0).ms) / minutes(1);
        auto pause = office::break_of(city, day, static_cast<int>(leaves_at), run.state.to_hour * 60);
        for (const auto& parcel : run.state.parcels) {
          const auto& region = *city.regions.by_code(twin.state(twin.boards().find_parcel(parcel)->state.application).region);
          const double km = std::max(0.5, law::distance_km(lat, lon, region.lat, region.lon) * 1.35);
          const double way = km / city.setting("courier_km_per_hour") * 60, at_the_door = city.setting("courier_minutes_a_stop") + city.setting("courier_minutes_to_find");
          if (pause && leaves_at + minute + way + at_the_door > pause->latest) {
            minute = std::max(minute, pause->from - leaves_at) + pause->minutes;
            pause.reset();
          }
          minute += way;
          calls.push_back({start + static_cast<std::int64_t>(minute * 60'000), run.id, parcel, staff});
          minute += at_the_door;
          lat = region.lat;
          lon = region.lon;
        }
      }
    std::sort(calls.begin(), calls.end(), [](const Call& a, const Call& b) { return std::pair(a.at, a.parcel) < std::pair(b.at, b.parcel); });
    for (const auto& call : calls) {
      twin.clock.set(call.at);
      const auto application = twin.boards().find_parcel(call.parcel)->state.application;
      const auto told = twin.state(application);
      twin.must(office::hand_over(office, twin.right_hands(call.run, application), twin.as(call.courier, {access::Role::courier})));
      const auto day = day_in_jakarta(call.at);
      must_be(told.planned_on == day && told.to_hour - told.from_hour == 2, told.number + " was told another day, or hours that are not two");
      must_be(moment_in_jakarta(day, told.from_hour) + -minutes(15) <= call.at && call.at <= moment_in_jakarta(day, told.to_hour) + minutes(15),
              told.number + " was told " + std::to_string(told.from_hour) + " to " + std::to_string(told.to_hour) + " and met at " + iso_moment(call.at));
      ++met_in_time_;
    }
    for (const auto& [run, staff] : runs) twin.must(office::close_by_two(office, {run, 0}, twin.as(staff, {access::Role::courier}), twin.ratna()));
    city_.let_messages_run();
  }
  void received_in_time(const Words& w) {
    must_be(std::to_string(met_in_time_) == w[1], "only " + std::to_string(met_in_time_));
    must_be(city_.twin.boards().count({.stages = {application::Stage::delivered}}) == met_in_time_, "and another number stands as received");
  }

  void blangko_available(const Words& w) {
    const auto stock = city_.twin.boards().find_stock("36.73");
    const auto count = stock ? stock->available() : 0;
    must_be(std::to_string(count) == w[1], "there are " + std::to_string(count));
  }
  void serial_is_at(const Words& w) {
    const auto stock = city_.twin.boards().find_stock("36.73");
    const auto* holding = stock->find(*blangko::parse_serial(w[1].str()));
    const std::string at = holding ? holding->place : "tangan warga";
    must_be(at.starts_with(w[2].str()), "it is at " + at);
  }
  void all_sound(const Words&) {
    auto& reader = city_.twin.office->reader();
    const auto fault = journal::first_fault(reader);
    must_be(!fault, "the book breaks at line " + std::to_string(fault.value_or(0)));
    const auto report = transparency::audit(reader, *transparency::Vkey::parse(city_.twin.office->log_verifier_key()));
    must_be(!report.fault, "the public log: " + report.fault.value_or(""));
    const auto live = views::dump(reader);
    auto writer = store::Database::open(city_.twin.office->settings().database, store::Mode::writer);
    must_be(views::rebuild(*writer).has_value() && views::dump(*writer) == live, "the views do not fold to what they showed");
  }
  void unreadable(const Words& w) {
    const auto found = city_.twin.boards().find_case(id());
    must_be(!office::masked_name_of(*city_.twin.office, city_.twin.office->reader(), *found).has_value(), "the name can still be read");
    must_be(!office::find_person(*city_.twin.office, city_.twin.office->reader(), Personal<std::string>(actors_[w[1]].who.nik)), "the NIK still finds somebody");
  }

  CityInATest city_;
  std::map<std::string, Actor> actors_;
  Actor* last_ = nullptr;
  std::string number_;
  int met_in_time_ = 0;
  std::string noted_run_;  // What a courier's phone keeps.
  Json noted_;
};

}  // namespace opak::journeys
