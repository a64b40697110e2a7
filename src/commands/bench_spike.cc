#include "commands/bench_spike.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <thread>

#include "commands/bench_crowd.h"

namespace opak::commands {
namespace {

using Steady = std::chrono::steady_clock;
constexpr double too_long_ms = 250;

// One in so many of those who come wants to file; the others look. A filing is four forms.
constexpr std::int64_t filing_every = 12;
constexpr double officers_per_s = 40;

std::chrono::milliseconds as_ms(double seconds) { return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)); }

double at_99(std::vector<double>& ms) {
  if (ms.empty()) return 0;
  const auto nth = ms.begin() + static_cast<std::ptrdiff_t>(0.99 * static_cast<double>(ms.size() - 1));
  std::nth_element(ms.begin(), nth, ms.end());
  return *nth;
}

struct Told {
  std::vector<double> ms;  // Of those who were served.
  std::int64_t turned_away = 0, unanswered = 0;
};

enum class Phase { capacity, calm, rush, after, over };

// All who come, and what became of them.
class Rushing {
 public:
  Rushing(std::uint16_t port, const std::vector<std::string>& looks, const BenchClient& resident, const BenchClient& officer, const SpikeWish& wish)
      : looks_(looks), wish_(wish), crowd_(port, wish.connections), officers_(port, 200), resident_(port), officer_(port), watcher_(port) {
    resident_.join(resident);
    officer_.join(officer);
    person_ = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count() % 80'000 * 1'000;
  }

  SpikeSeen run() {
    SpikeSeen seen;
    const auto before = applications();
    seen.capacity = capacity();
    come(Phase::calm, wish_.calm_s, seen.capacity * wish_.calm_part);
    come(Phase::rush, wish_.rush_s, seen.capacity * wish_.rush_times);
    seen.offered = static_cast<double>(came_) / wish_.rush_s;
    rush_ended_ = Steady::now();
    come(Phase::after, wish_.after_s, seen.capacity * wish_.calm_part);
    phase_ = Phase::over;
    crowd_.finish(std::chrono::seconds(60));
    officers_.finish(std::chrono::seconds(60));
    const auto in_rush = static_cast<int>(Phase::rush);
    seen.served = static_cast<double>(look_[in_rush].ms.size() + act_[in_rush].ms.size()) / wish_.rush_s;
    seen.calm_ms_99 = at_99(look_[static_cast<int>(Phase::calm)].ms);
    count(look_[in_rush], seen.looks, seen.looks_turned_away, seen.looks_ms_99, seen.unanswered);
    count(act_[in_rush], seen.acts, seen.acts_turned_away, seen.acts_ms_99, seen.unanswered);
    count(office_[in_rush], seen.officers, seen.officers_turned_away, seen.officers_ms_99, seen.unanswered);
    seen.normal_after_s = last_bad_s_;
    look_up(seen);
    // Who got no answer may have filed all the same; more than that was filed twice.
    const auto new_ones = applications() - before;
    seen.doubled += std::max<std::int64_t>(0, new_ones - static_cast<std::int64_t>(filed_.size() + perhaps_filed_));
    return seen;
  }

 private:
  static void count(Told& told, std::int64_t& all, std::int64_t& turned_away, double& ms_99, std::int64_t& unanswered) {
    all = static_cast<std::int64_t>(told.ms.size());
    turned_away = told.turned_away;
    unanswered += told.unanswered;
    ms_99 = at_99(told.ms);
  }

  // Asking as fast as it answers, with the same wishes.
  double capacity() {
    phase_ = Phase::capacity;
    const auto start = Steady::now();
    const auto keep_busy = [&] {
      while (crowd_.unanswered() < 64) one_comes();
    };
    crowd_.run_for(as_ms(wish_.capacity_s), keep_busy);
    auto& looked = look_[0];
    const auto rate = static_cast<double>(looked.ms.size() + act_[0].ms.size()) / std::chrono::duration<double>(Steady::now() - start).count();
    if (rate < 1) throw std::runtime_error(fmt::format("the city does not answer: {} looks, {} turned away", looked.ms.size(), looked.turned_away));
    crowd_.finish(std::chrono::seconds(10));
    return rate;
  }

  // So many a second, whatever becomes of them.
  void come(Phase phase, double seconds, double per_s) {
    phase_ = phase;
    came_ = 0;
    std::int64_t officers = 0;
    const auto start = Steady::now();
    crowd_.run_for(as_ms(seconds), [&] {
      const auto passed = std::chrono::duration<double>(Steady::now() - start).count();
      for (const auto due = static_cast<std::int64_t>(passed * per_s); came_ < due && crowd_.unanswered() < 100'000;) one_comes();
      for (const auto due = static_cast<std::int64_t>(passed * officers_per_s); officers < due; ++officers) an_officer_works(officers);
      officers_.read_now();
    });
  }

  void one_comes() {
    ++came_;
    if (++visitors_ % filing_every == 0) return file(std::make_shared<Filing>(Filing{person_++, {}, 0, {}}));
    const auto& page = looks_[static_cast<std::size_t>(visitors_ * 104'729) % looks_.size()];
    auto request = resident_.get_request(page);
    request.insert(request.size() - 2, "Accept-Encoding: gzip\r\n");
    ask(look_, std::move(request), [](const CrowdAnswer& answer) { return answer.status == 200; });
  }

  void an_officer_works(std::int64_t n) {
    static constexpr const char* pages[] = {"/petugas", "/petugas?t=semua", "/petugas/percakapan", "/petugas"};
    ask(office_, officer_.get_request(pages[n % 4]), [](const CrowdAnswer& answer) { return answer.status == 200; });
  }

  // One who files goes from form to form, as far as the city lets them.
  struct Filing {
    std::int64_t person;
    std::string draft;
    int step;
    std::string sent;  // The last form, kept: the same key again must not file again.
  };

  void file(const std::shared_ptr<Filing>& filing) {
    const auto at = [&](const char* page) { return "/isian/" + filing->draft + "/" + page; };
    std::string request;
    switch (filing->step) {
      case 0: request = resident_.post_request("/urus/ktp/hilang/mulai", {{"ditanya", "for_whom"}, {"for_whom", "self"}}); break;
      case 1: request = resident_.post_request(at("data-diri"), {{"ditanya", "name,nik,kk"}, {"name", "Contoh Ramai"}, {"nik", nik(filing->person, 4)}, {"kk", nik(filing->person, 5)}, {"yakin", "ya"}}); break;
      case 2: request = resident_.post_request(at("antar"), {{"ditanya", "delivery"}, {"delivery", "office"}}); break;
      default: request = resident_.post_request(at("periksa"), {{"ditanya", "truth,whatsapp_news"}, {"truth", "ya"}, {"kirim", "ya"}}); break;
    }
    filing->sent = request;
    ask(act_, std::move(request), [this, filing](const CrowdAnswer& answer) {
      const bool goes_on = answer.status == 303;
      if (!goes_on && answer.status != 503 && answer.status != 0) strange(filing->step, answer.status);
      if (answer.status == 0 && filing->step == 3) ++perhaps_filed_;
      if (!goes_on) return false;
      if (filing->step == 0) {
        const auto path = answer.location.substr(std::min<std::size_t>(answer.location.size(), 7));
        filing->draft = path.substr(0, path.find('/'));
      }
      if (filing->step == 3) {
        filed_.insert(std::string(answer.location));
        // Pressed once more: the same wish, which has been done.
        if (filed_.size() % 8 == 0)
          ask(again_, filing->sent, [this, first = std::string(answer.location)](const CrowdAnswer& second) {
            // Once it is done, the form leads to the same application.
            if (second.status == 303 && second.location.substr(0, 29) != first.substr(0, 29)) ++answered_otherwise_;
            return second.status == 303;
          });
        return true;
      }
      ++filing->step;
      file(filing);
      return true;
    });
  }

  void strange(int step, int status) {
    if (++strange_ == 1) first_strange_ = fmt::format("form {} was answered with {}", step, status);
  }

  static std::string nik(std::int64_t n, int kecamatan) {
    const auto day = n / 8'000 % 28 + 1, month = n / 224'000 % 12 + 1, year = 60 + n / 2'688'000 % 30;
    return fmt::format("3673{:02}{:02}{:02}{:02}{:04}", kecamatan, day, month, year, n % 8'000 + 1);
  }

  using ByPhase = Told[5];
  template <class IsServed>
  void ask(ByPhase& told, std::string request, IsServed is_served) {
    const auto came = Steady::now();
    auto& crowd = &told == &office_ ? officers_ : crowd_;
    crowd.ask(std::move(request), [this, &told = told[static_cast<int>(phase_)], came, is_served = std::move(is_served)](const CrowdAnswer& answer) {
      const bool served = is_served(answer);
      if (served) told.ms.push_back(answer.ms);
      else if (answer.status == 0) ++told.unanswered;
      else ++told.turned_away;
      if (rush_ended_ != Steady::time_point() && came >= rush_ended_ && (!served || answer.ms > too_long_ms))
        last_bad_s_ = std::max(last_bad_s_, std::chrono::duration<double>(came - rush_ended_).count() + (served ? answer.ms / 1000 : 0));
    });
  }

  // Each that was acknowledged is there, under an address of its own.
  void look_up(SpikeSeen& seen) {
    seen.filed = static_cast<std::int64_t>(filed_.size());
    seen.doubled = answered_otherwise_;
    if (strange_ > 0) throw std::runtime_error(fmt::format("{} forms were answered strangely; {}", strange_, first_strange_));
    for (const auto& path : filed_) {
      const auto page = path.substr(0, path.rfind('/'));
      // Who is asked to come again comes again: a page that is late is not one that is gone.
      auto status = watcher_.get(page).status;
      for (int tries = 0; status != 200 && status != 404 && tries < 20; ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        status = watcher_.get(page).status;
      }
      if (status != 200) ++seen.lost;
      seen.one_filed = page;
    }
  }

  // Open ones, as the city counts them itself.
  std::int64_t applications() {
    const auto text = watcher_.get("/metrics").body;
    double sum = 0;
    constexpr std::string_view name = "\nopak_applications{stage=\"";
    for (auto at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
      const auto stage = text.substr(at + name.size(), text.find('"', at + name.size()) - at - name.size());
      if (stage != "draft" && stage != "opened") sum += std::stod(text.substr(text.find("} ", at) + 2));
    }
    return static_cast<std::int64_t>(sum);
  }

  const std::vector<std::string>& looks_;
  const SpikeWish wish_;
  Crowd crowd_, officers_;
  BenchClient resident_, officer_, watcher_;
  Phase phase_ = Phase::capacity;
  std::int64_t came_ = 0, visitors_ = 0, person_ = 0, perhaps_filed_ = 0, answered_otherwise_ = 0, strange_ = 0;
  std::string first_strange_;
  Steady::time_point rush_ended_;
  double last_bad_s_ = 0;
  ByPhase look_, act_, office_, again_;
  std::set<std::string> filed_;
};

}  // namespace

std::vector<SpikeNumber> SpikeSeen::numbers() const {
  const auto n = [](std::int64_t value) { return static_cast<double>(value); };
  return {{"carried when asked as fast as it answers", capacity, "/s"},
          {"in the rush, offered", offered, "/s"},
          {"in the rush, served", served, "/s"},
          {"calm, 99 % within", calm_ms_99, "ms"},
          {"rush, looks that were served, 99 % within", looks_ms_99, "ms"},
          {"rush, forms that were served, 99 % within", acts_ms_99, "ms"},
          {"rush, officers' pages, 99 % within", officers_ms_99, "ms"},
          {"rush, looks served", n(looks), ""},
          {"rush, looks asked to come again", n(looks_turned_away), ""},
          {"rush, forms served", n(acts), ""},
          {"rush, forms asked to come again", n(acts_turned_away), ""},
          {"rush, officers' pages served", n(officers), ""},
          {"rush, officers' pages asked to come again", n(officers_turned_away), ""},
          {"rush, no answer", n(unanswered), ""},
          {"as before after", normal_after_s, "s"},
          {"applications acknowledged", n(filed), ""},
          {"of these not there afterwards", n(lost), ""},
          {"there more than once", n(doubled), ""}};
}

SpikeSeen spike(std::uint16_t port, const std::vector<std::string>& looks, const BenchClient& resident, const BenchClient& officer, const SpikeWish& wish) {
  return Rushing(port, looks, resident, officer, wish).run();
}

void confirm_a_number(BenchClient& resident, const std::string& phone) {
  resident.get("/nomor");
  if (const auto asked = resident.post("/nomor", {{"phone", phone}, {"ke", "/lanjut"}}); asked.status != 303) throw std::runtime_error(fmt::format("no code was sent: {}", asked.status));
  std::string code;
  for (int tries = 0; tries < 100 && code.empty(); ++tries) {
    const auto chat = resident.get("/demo/hp?nomor=%2B62" + phone.substr(1)).body;
    for (std::size_t at = 0, digits = 0; at < chat.size(); ++at) {
      digits = chat[at] >= '0' && chat[at] <= '9' ? digits + 1 : 0;
      const bool ends = at + 1 == chat.size() || chat[at + 1] < '0' || chat[at + 1] > '9';
      if (digits == 6 && ends && (at < 6 || chat[at - 6] < '0' || chat[at - 6] > '9') && chat.find("obrolan") < at) code = chat.substr(at - 5, 6);
    }
    if (code.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  resident.get("/kode");
  const auto checked = resident.post("/kode", {{"kode", code}});
  if (checked.status != 303) throw std::runtime_error(fmt::format("the code was not taken: {}", checked.status));
  resident.get("/lanjut");
}

}  // namespace opak::commands
