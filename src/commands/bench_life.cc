#include "commands/bench_life.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <functional>
#include <set>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "base/text.h"
#include "commands/bench_photo.h"
#include "core/blangko/blangko.h"

namespace opak::commands {
namespace {

using Fields = BenchClient::Fields;
using Steady = std::chrono::steady_clock;

constexpr const char* name_of_all = "WARGA UKUR";
constexpr auto code_patience = std::chrono::seconds(20);
constexpr int take_at_once = 50;

std::string between(std::string_view text, std::string_view before, std::string_view after, std::size_t from = 0) {
  const auto begin = text.find(before, from);
  if (begin == text.npos) return {};
  const auto end = text.find(after, begin + before.size());
  return end == text.npos ? std::string() : std::string(text.substr(begin + before.size(), end - begin - before.size()));
}

// All that stands between the two, each once.
std::set<std::string> all_between(std::string_view text, std::string_view before, std::string_view after) {
  std::set<std::string> found;
  for (auto at = text.find(before); at != text.npos; at = text.find(before, at + 1)) found.insert(between(text, before, after, at));
  return found;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// "ABC DEF" -> "ABCDEF"
std::string letters_only(std::string_view text) {
  std::string letters;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) letters.push_back(c);
  return letters;
}

// The first six digits in a row, neither more nor fewer.
std::string code_in(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
    if (end - i == 6) return std::string(text.substr(i, 6));
    i = std::max(end, i + 1);
  }
  return {};
}

std::string without_tags(std::string_view html) {
  std::string words;
  bool in_tag = false;
  for (const char c : html) {
    if (c == '<') in_tag = true;
    if (!in_tag) words.push_back(c);
    if (c == '>') in_tag = false;
  }
  return one_spaced(words);
}

// What a page says of itself: its title, and what is wrong, if it says so.
std::string said_on(const BenchAnswer& answer) {
  return fmt::format("{} \"{}\" {}", answer.status, between(answer.body, "<title>", "</title>"), without_tags("<div " + between(answer.body, "<div class=\"errors\"", "</div>")));
}

void must(bool well, const char* what, const BenchAnswer& answer) {
  if (!well) throw std::runtime_error(std::string(what) + ": " + said_on(answer));
}

// A birthday, district and serial of its own for each of nine million: the serial is one that the real register does not give.
struct Born {
  int year, month, day, serial;
  explicit Born(std::int64_t n) : year(1960 + static_cast<int>(n / (900 * 28 * 12) % 30)), month(1 + static_cast<int>(n / (900 * 28) % 12)), day(1 + static_cast<int>(n / 900 % 28)), serial(9000 + static_cast<int>(n % 900)) {}
  // Of another city, as of somebody who moved here: none of the other invented people has it.
  std::string nik() const { return fmt::format("327301{:02}{:02}{:02}{:04}", day, month, year % 100, serial); }
  std::string kk() const { return fmt::format("367301{:02}{:02}{:02}{:04}", day, month, year % 100, serial); }
};

}  // namespace

// The resident's phone is new in each life; officers sit at their windows all day.
struct LifeBench::Windows {
  explicit Windows(std::uint16_t port, const Officers& officers) : phone(port), checker(port), verifier(port), printer(port), supervisor(port) {
    checker.join(officers.checker);
    verifier.join(officers.verifier);
    printer.join(officers.printer);
    supervisor.join(officers.supervisor);
  }
  BenchClient phone, checker, verifier, printer, supervisor;
};

class LifeBench::Walk {
 public:
  Walk(LifeBench& bench, Windows& windows, std::int64_t n) : bench_(bench), windows_(windows), born_(n), phone_number_(fmt::format("+62815{:08}", n)), resident_(bench.port_) {
    resident_.come_from(fmt::format("10.{}.{}.7", n / 256 % 256, n % 256));
  }

  Life walk() {
    step("number written, code asked", [&] { return ask_code(); });
    step("the code is on the phone", [&] { return hear_code(); });
    step("code confirmed", [&] { return went(resident_, "/kode", {{"kode", code_}}); });
    step("for whom, and who", [&] { return answer_who(); });
    step("photo of 300 kB", [&] { return send_photo("loss_letter", bench_.small_photo_); });
    step("photo of 2 MB", [&] { return send_photo("family_card", bench_.large_photo_); });
    step("looked over and sent", [&] { return send(); });
    step("papers looked at and accepted", [&] { return accept(); });
    step("verified, ready to print", [&] { return verify(); });
    step("taken for print", [&] { return take_for_print(); });
    step("printed, with its envelope", [&] { return print(); });
    step("handed over at the counter", [&] { return hand_over(); });
    step("status page says so", [&] { return get(resident_, status_path_) && has(last_.body, "\"" + status_path_ + "/nilai\""); });
    step("rated", [&] { return get(resident_, status_path_ + "/nilai") && went(resident_, status_path_ + "/nilai", {{"jawaban", "good"}, {"uang", "no"}}); });
    return std::move(life_);
  }

 private:
  // After the first that went wrong nothing more is tried.
  void step(const char* name, const std::function<bool()>& act) {
    if (!life_.whole()) return;
    ms_ = 0;
    const bool well = act();
    life_.steps.push_back({name, ms_, well, last_.status});
    if (!well) life_.trouble = std::string(name) + ": " + said_on(last_) + " at " + without_token(at_);
  }
  // The address of a status page is a key.
  static std::string without_token(const std::string& path) { return path.starts_with("/s/") ? "/s/..." : path; }

  bool note(BenchAnswer answer) {
    ms_ += answer.ms;
    last_ = std::move(answer);
    return last_.status == 200;
  }
  // Also where a page leads on to another.
  bool get(BenchClient& who, const std::string& path) {
    at_ = path;
    note(who.get(path));
    for (int more = 5; last_.status == 303 && more > 0; --more) {
      at_ = last_.location;
      note(who.get(at_));
    }
    return last_.status == 200;
  }
  // Sent, and led on to the next page, which is there.
  bool went(BenchClient& who, const std::string& path, Fields fields) {
    auto answer = who.post(path, std::move(fields));
    at_ = path;
    return led_on(who, std::move(answer));
  }
  bool led_on(BenchClient& who, BenchAnswer answer) {
    note(std::move(answer));
    return last_.status == 303 && get(who, std::string(last_.location));
  }
  // The page's own list of what it asked goes back with the answers.
  bool answered(const std::string& path, Fields fields) {
    fields.emplace_back("ditanya", between(last_.body, "name=\"ditanya\" value=\"", "\""));
    return went(resident_, path, std::move(fields));
  }

  bool ask_code() {
    if (!get(resident_, "/nomor?ke=/urus/ktp/hilang/mulai")) return false;
    return went(resident_, "/nomor", {{"phone", phone_number_}, {"ke", "/urus/ktp/hilang/mulai"}});
  }

  // It goes the way of all messages: outbox, dispatcher, provider. The time is that of the clock.
  bool hear_code() {
    const auto start = Steady::now();
    do {
      get(windows_.phone, "/demo/hp?nomor=%2B" + phone_number_.substr(1));
      code_ = code_in(between(last_.body, "id=\"obrolan\"", "</ol>"));
      if (!code_.empty()) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    } while (Steady::now() - start < code_patience);
    ms_ = std::chrono::duration<double, std::milli>(Steady::now() - start).count();
    return !code_.empty();
  }

  bool answer_who() {
    if (at_ != "/urus/ktp/hilang/mulai" || !answered(at_, {{"for_whom", "self"}})) return false;
    draft_ = "/isian/" + between(at_, "/isian/", "/");
    return answered(draft_ + "/data-diri", {{"name", name_of_all}, {"nik", born_.nik()}, {"kk", born_.kk()}});
  }

  // A busy machine may ask for it once more; then a person sends it again.
  bool send_photo(const std::string& paper, const Bytes& photo) {
    const auto path = draft_ + "/berkas/" + paper;
    for (int tries_left = 2;; --tries_left) {
      if (led_on(resident_, resident_.post_files(path, {}, {{"foto", "foto.jpg", photo}}))) return true;
      if (tries_left == 0 || last_.status != 200) return false;
      ++bench_.sent_again_;
    }
  }

  bool send() {
    if (!get(resident_, draft_ + "/antar") || !answered(draft_ + "/antar", {{"delivery", "office"}})) return false;
    if (!answered(draft_ + "/periksa", {{"truth", "ya"}, {"whatsapp_news", "ya"}})) return false;
    constexpr std::string_view sent = "/terkirim";
    life_.number = between(last_.body, "<p class=\"big-number num\">", "</p>");
    if (!at_.ends_with(sent) || !life_.number.starts_with("OM-")) return false;
    status_path_ = at_.substr(0, at_.size() - sent.size());
    return true;
  }

  bool open(BenchClient& officer, const char* purpose) { return went(officer, "/petugas/buka", {{"nomor", life_.number}, {"tujuan", purpose}}); }

  // Both photos, as they stand beside the list on the page.
  bool look_at_papers(BenchClient& officer) {
    const auto papers = all_between(last_.body, "src=\"/petugas/berkas/", "\"");
    return !papers.empty() && std::all_of(papers.begin(), papers.end(), [&](const auto& paper) { return get(officer, "/petugas/berkas/" + paper); });
  }

  bool accept() {
    const auto path = "/petugas/periksa/" + life_.number;
    if (!open(windows_.checker, "check_papers")) return false;
    if (has(last_.body, "action=\"" + path + "/identitas\"") && !went(windows_.checker, path + "/identitas", {{"cara", "video_call"}})) return false;
    if (!look_at_papers(windows_.checker)) return false;
    return went(windows_.checker, path + "/terima", {{"cek-loss_letter", "ya"}, {"cek-family_card", "ya"}}) && has(at_, "beres=accepted");
  }

  bool verify() {
    if (!open(windows_.verifier, "verify") || !look_at_papers(windows_.verifier)) return false;
    return went(windows_.verifier, "/petugas/verifikasi/" + life_.number + "/setujui", {}) && has(at_, "beres=verified");
  }

  // The line gives the oldest, which may be another's; whoever took ours did us the service.
  bool take_for_print() {
    for (int tries = 0; tries < take_at_once; ++tries) {
      note(windows_.printer.post("/cetak/ambil", {{"mesin", bench_.printer_}, {"jumlah", "1"}}));
      if (last_.status != 303 && last_.status != 409) return false;
      if (!get(windows_.printer, "/cetak/" + life_.number)) return false;
      if (has(last_.body, "name=\"blangko\"")) return true;
    }
    return false;
  }

  bool print() {
    if (!went(windows_.printer, "/cetak/" + life_.number, {{"mesin", bench_.printer_}, {"blangko", bench_.next_serial()}, {"hasil", "baik"}})) return false;
    envelope_ = letters_only(between(last_.body, "<b class=\"num letters\">", "</b>"));
    return at_.ends_with("/label") && envelope_.size() == 6;
  }

  // The resident shows the letters of the status page; those of the envelope stand on it.
  bool hand_over() {
    if (!get(resident_, status_path_)) return false;
    const auto own = letters_only(between(last_.body, "<p class=\"code num\">", "</p>"));
    auto& officer = windows_.checker;
    if (!get(officer, "/loket/ambil?cari=" + life_.number)) return false;
    const auto parcel = between(last_.body, "href=\"/loket/ambil/", "\"");
    if (parcel.empty() || own.size() != 6 || !get(officer, "/loket/ambil/" + parcel)) return false;
    return went(officer, "/loket/ambil/" + parcel, {{"amplop", envelope_}, {"kode", own}, {"penerima", "self"}, {"wajah", "ya"}}) && has(at_, "beres=handed_over");
  }

  LifeBench& bench_;
  Windows& windows_;
  const Born born_;
  const std::string phone_number_;
  BenchClient resident_;
  Life life_;
  BenchAnswer last_;
  double ms_ = 0;
  std::string at_, code_, draft_, status_path_, envelope_;
};

LifeBench::LifeBench(std::uint16_t port, const Officers& officers, int clients, std::int64_t first, int lives)
    : port_(port), first_(first), lives_(lives), printer_(fmt::format("Ukur {}", first)), small_photo_(invented_photo(1600, 1200, 1)), large_photo_(invented_photo(4000, 3000, 2)) {
  for (int i = 0; i < clients; ++i) windows_.push_back(std::make_unique<Windows>(port, officers));
}

LifeBench::~LifeBench() = default;

std::vector<registry::ExampleResident> LifeBench::residents(std::int64_t first, int lives) {
  std::vector<registry::ExampleResident> people;
  for (auto n = first; n < first + lives; ++n) {
    const Born born(n);
    registry::ExampleResident one;
    one.nik = born.nik();
    one.kk = born.kk();
    one.name = name_of_all;
    one.birth_place = "BANDUNG";
    one.born = *day_of(born.year, born.month, born.day);
    one.kelurahan = "36.73.01.1007";
    one.street = "Jl. Contoh 1";
    one.rt = "001";
    one.rw = "002";
    people.push_back(std::move(one));
  }
  return people;
}

void LifeBench::prepare() {
  auto& printer = windows_.front()->printer;
  auto page = printer.get("/cetak");
  std::vector<std::int64_t> counted;  // Blangko there, cases ready, cases waiting.
  for (auto at = page.body.find("<b class=\"num\">"); at != std::string::npos && counted.size() < 3; at = page.body.find("<b class=\"num\">", at + 1))
    counted.push_back(std::stoll("0" + only_digits(between(page.body, "<b class=\"num\">", "</b>", at))));
  must(page.status == 200 && counted.size() == 3, "the printing page", page);
  auto wanted = lives_ + counted[1] + counted[2];
  for (auto serial = first_ * 1'000; wanted > 0; wanted -= blangko::box_count_max, serial += blangko::box_count_max) receive_box(serial, std::min(wanted, blangko::box_count_max));

  while (printer.post("/cetak/ambil", {{"mesin", "P1"}, {"jumlah", std::to_string(take_at_once)}}).status == 303) {}
  const auto given = printer.post("/blangko/beri", {{"mesin", printer_}, {"jumlah", std::to_string(lives_)}});
  must(given.status == 303, "blangko for the printer", given);
  learn_serials();
}

// The lowest series of all, so that these are the next to be used.
void LifeBench::receive_box(std::int64_t first_serial, std::int64_t count) {
  auto& windows = *windows_.front();
  const auto first = fmt::format("AB{:010}", first_serial), last = fmt::format("AB{:010}", first_serial + count - 1);
  const auto asked = windows.printer.post("/blangko/terima", {{"surat", "470/UKUR"}, {"awal", first}, {"akhir", last}});
  must(asked.status == 303, "a box of blangko", asked);
  const auto page = windows.supervisor.get("/blangko");
  const auto words = page.body.find(first);
  const auto box = words == std::string::npos ? words : page.body.rfind("id=\"minta-", words);
  must(box != std::string::npos, "the box waits for its second person", page);
  const auto confirmed = windows.supervisor.post("/blangko/setuju", {{"permintaan", between(page.body, "id=\"minta-", "\"", box)}});
  must(confirmed.status == 303, "the box confirmed by another", confirmed);
}

// As the stock page tells them: one line a range.
void LifeBench::learn_serials() {
  const auto page = windows_.front()->printer.get("/blangko");
  const auto row = " " + printer_ + "</th>";
  for (auto at = page.body.find(row); at != std::string::npos; at = page.body.find(row, at + 1)) {
    const auto cells = between(page.body, row, "</tr>", at);
    const auto second = cells.find("<td", cells.find("<td") + 1);
    auto serial = blangko::parse_serial(between(cells, "\">", "</td>"));
    const auto last = blangko::parse_serial(between(cells, "\">", "</td>", second));
    must(serial && last, "the stock's places", page);
    for (; serial->number <= last->number; ++serial->number) serials_.push_back(serial->text());
  }
  must(static_cast<int>(serials_.size()) >= lives_, "blangko at the printer", page);
}

std::string LifeBench::next_serial() {
  const auto next = next_serial_++;
  return next < serials_.size() ? serials_[next] : std::string();
}

Life LifeBench::live(int client) {
  const auto n = next_++;
  if (n >= lives_) return {{}, "", "more lives than were prepared"};
  return Walk(*this, *windows_.at(static_cast<std::size_t>(client)), first_ + n).walk();
}

}  // namespace opak::commands
