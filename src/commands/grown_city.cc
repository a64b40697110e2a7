#include "commands/grown_city.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <filesystem>
#include <mutex>
#include <thread>

#include "access/password.h"
#include "access/staff.h"
#include "base/twins.h"
#include "commands/example_city.h"
#include "commands/no_world.h"
#include "law/age.h"
#include "office/apply_for.h"
#include "office/book.h"
#include "office/by_two.h"
#include "office/check.h"
#include "office/deliver.h"
#include "office/outbox.h"
#include "office/print.h"

namespace opak::commands {
namespace {

namespace fs = std::filesystem;
using office::Answer;
using office::Asked;

constexpr const char* grown_mark = "opak.grown";
constexpr std::uint64_t people_seed = 3674;
constexpr std::size_t people_max = 400'000;  // As many grown-ups as the city has; who loses the card twice comes twice.
constexpr std::size_t documents_kept = 4'000;
constexpr std::size_t links_max = 20'000;
constexpr int hands = 48;  // Who wait for the clerk at the same time: his batches.

std::string must(const Later<Answer>& later, std::string_view word = {}) {
  const auto& answer = later.wait();
  if (const auto* refusal = office::refused(answer)) throw Bug(("the grown city was refused: " + refusal->key).c_str());
  if (const auto* failure = office::failed(answer)) throw Bug(("the grown city failed: " + failure->what).c_str());
  return office::done(answer)->word(word);
}

// Two million photos would be a disk of their own, and nobody looks at those of last year here.
class PassingFiles : public Files {
 public:
  Result<Bytes> read(const std::string& name) override { return kept_.read(name); }
  Result<void> write_durable(const std::string& name, ByteView bytes) override {
    std::string old;
    {
      std::lock_guard lock(mutex_);
      names_.push_back(name);
      if (names_.size() > documents_kept) {
        old = std::move(names_.front());
        names_.pop_front();
      }
    }
    if (!old.empty()) (void)kept_.remove(old);
    return kept_.write_durable(name, bytes);
  }
  Result<void> remove(const std::string& name) override { return kept_.remove(name); }
  Result<std::vector<std::string>> list(const std::string& folder) override { return kept_.list(folder); }

 private:
  MemoryFiles kept_;
  std::mutex mutex_;
  std::deque<std::string> names_;
};

// Threads that stay: each keeps its own reader of the book.
class Crew {
 public:
  explicit Crew(int count) {
    for (int i = 0; i < count; ++i) threads_.emplace_back([this] { loop(); });
  }
  ~Crew() {
    {
      std::lock_guard lock(mutex_);
      closing_ = true;
      wake_.notify_all();
    }
    for (auto& thread : threads_) thread.join();
  }

  // `work` for 0 ... count-1, at the same time; returns when all is done. The first trouble is thrown here.
  void each(std::size_t count, const std::function<void(std::size_t)>& work) {
    if (count == 0) return;
    std::unique_lock lock(mutex_);
    work_ = &work;
    count_ = count;
    next_ = 0;
    busy_ = threads_.size();
    ++round_;
    wake_.notify_all();
    done_.wait(lock, [&] { return busy_ == 0; });
    if (auto trouble = std::exchange(trouble_, nullptr)) std::rethrow_exception(trouble);
  }

 private:
  void loop() {
    std::uint64_t seen = 0;
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [&] { return closing_ || round_ != seen; });
      if (closing_) return;
      seen = round_;
      lock.unlock();
      for (std::size_t i = next_++; i < count_; i = next_++) {
        try {
          (*work_)(i);
        } catch (...) {
          std::lock_guard held(mutex_);
          if (!trouble_) trouble_ = std::current_exception();
        }
      }
      lock.lock();
      if (--busy_ == 0) done_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_, done_;
  std::vector<std::thread> threads_;
  const std::function<void(std::size_t)>* work_ = nullptr;
  std::size_t count_ = 0, busy_ = 0;
  std::atomic<std::size_t> next_ = 0;
  std::uint64_t round_ = 0;
  bool closing_ = false;
  std::exception_ptr trouble_;
};

class Growth {
 public:
  Growth(office::Office& office, SetClock& clock, std::vector<registry::ExampleResident> people, Moment now, const GrownWish& wish, const Progress& progress)
      : office_(office), clock_(clock), people_(std::move(people)), now_(now), wish_(wish), progress_(progress), crew_(hands) {}

  void grow() {
    const auto& calendar = office_.catalogue().city().calendar;
    const auto today = day_in_jakarta(now_);
    const auto first = calendar.working_day_from(today + -wish_.days);
    std::int64_t days_left = 0;
    for (auto day = first; day <= today; day = day + 1) days_left += calendar.is_working_day(day) ? 1 : 0;
    at(first, 6);
    hire(wish_.applications / days_left);
    for (auto day = first; day <= today; day = day + 1) {
      if (!calendar.is_working_day(day)) continue;
      const auto filings = (wish_.applications - static_cast<std::int64_t>(filed_)) / days_left--;
      work_day(day, static_cast<std::size_t>(filings));
      if (progress_ && day.number / 30 != (day.number - 1) / 30) progress_(static_cast<std::int64_t>(filed_));
    }
  }

  const std::string& links() const { return links_; }

 private:
  struct Run {
    std::string id, courier;
    std::vector<std::string> parcels;
  };

  // Oldest work first, so that what was filed today stands on the desks tonight.
  void work_day(Day day, std::size_t filings) {
    at(day, 8);
    drive();
    hand_over_at_counter();
    at(day, 10);
    print();
    at(day, 11);
    verify();
    at(day, 12);
    check();
    at(day, 13);
    file(filings);
    at(day, 14);
    change_minds();
    plan(office_.catalogue().city().calendar.next_working_day(day));
    at(day, 15);
    // The evening of today has not come: who measures may still print.
    if (const auto stock = boards().find_stock(office_.catalogue().city().code); stock && stock->day == day && !stock->closed && day != day_in_jakarta(now_))
      must(office::by_two(office_, office::close_stock_day(office_, {static_cast<int>(stock->available()), ""}, printer(0)), supervisor()));
    letters_were_read();
  }

  // Never beyond the present: the last day may be today.
  void at(Day day, int hour) { clock_.set(std::min(moment_in_jakarta(day, hour), now_ + -minutes(1))); }
  views::Boards boards() { return views::Boards(office_.reader()); }

  void hire(std::int64_t filings_a_day) {
    const auto hash = access::hash_password(example_password, access::Strength::cheap, office_.world().chance);
    const auto add = [&](const std::string& login, const std::string& name, const std::string& roles) {
      return must(office_.record({.actor = "system"}, [&](office::Book& book) -> Answer {
        const auto staff = access::create_staff(book.database(), office_.vault(), {login, name, *access::parse_roles(roles), office_.catalogue().city().code, hash, {}}, book.now());
        if (!staff) return staff.error();
        return office::Done{{{"id", staff->id}}};
      }), "id");
    };
    for (const auto& login : example_logins()) staff_[login.roles].push_back(add(login.login, login.name, login.roles));
    for (std::int64_t i = 0; i * stops_max() < filings_a_day * 2; ++i) staff_["courier"].push_back(add("kurir" + std::to_string(i + 3), "Kurir " + std::to_string(i + 3), "courier"));
  }
  Asked as(const std::string& role, std::size_t which) const {
    const auto& of = staff_.at(role);
    return {"officer/" + of[which % of.size()], *access::parse_roles(role), {}, "id"};
  }
  Asked operator_(std::size_t which) const { return as("operator", which); }
  Asked verifier(std::size_t which) const { return as("verifier", which); }
  Asked printer(std::size_t which) const { return as("printer", which); }
  Asked supervisor() const { return as("supervisor", 0); }
  std::int64_t stops_max() const { return office_.catalogue().city().setting("stops_per_run_max"); }

  void file(std::size_t count) {
    std::vector<std::string> ids(count);
    crew_.each(count, [&](std::size_t i) { ids[i] = file_one(filed_ + i); });
    const auto every = std::max<std::size_t>(1, static_cast<std::size_t>(wish_.applications) / links_max);
    for (std::size_t i = 0; i < count; ++i)
      if ((filed_ + i) % every == 0) links_ += boards().find_case(ids[i])->state.number + " " + office::status_path(office_, ids[i]) + "\n";
    filed_ += count;
    submitted_.insert(submitted_.end(), ids.begin(), ids.end());
  }

  std::string file_one(std::size_t n) {
    const auto which = n % people_.size();
    const auto& who = people_[which];
    const std::string service = n % 4 == 0 ? "damaged" : "lost";
    office::SubmitApplication wish;
    wish.application = must(office::open_application(office_, {service, n % 2 == 0 ? "whatsapp" : "web"}, {}), "application");
    // Numbers that belong to nobody; one a person, so that whoever comes again is known.
    wish.contact = must(office::know_contact(office_, {Personal<vault::Fields>({{"phone", fmt::format("+62812{:07}", which)}, {"name", who.name}})}, {}), "contact");
    wish.way = n % 5 < 2 ? "pick_up" : "deliver";
    wish.region = wish.way == "pick_up" ? office_.catalogue().city().pick_up_places.front().kelurahan : who.kelurahan;
    wish.person = Personal<vault::Fields>({{"name", who.name}, {"nik", who.nik}, {"kk", who.kk}});
    wish.address = Personal<vault::Fields>({{"street", who.street}, {"rt", who.rt}, {"rw", who.rw}, {"landmark", "dekat musala"}, {"receiver_name", who.name}});
    for (const auto& paper : office_.catalogue().get_service(service).papers)
      if (paper.required) wish.papers[paper.key] = must(office::keep_document(office_, {wish.contact, picture}, {}), "document");
    const auto id = wish.application;
    must(office::submit_application(office_, std::move(wish), {}));
    return id;
  }

  // In a hundred: three withdraw, two are rejected; the others go on.
  static std::size_t fate_of(const std::string& id) { return std::hash<std::string>{}(id) % 100; }

  void check() {
    auto waiting = std::exchange(submitted_, {});
    crew_.each(waiting.size(), [&](std::size_t i) {
      const auto& id = waiting[i];
      (void)office::open_file(office_, {id, "check_papers"}, operator_(i)).wait();
      if (boards().find_case(id)->state.needs_identity_check()) must(office::check_identity(office_, {id, "video_call"}, operator_(i + 1)));
      must(office::accept_papers(office_, {id}, operator_(i)));
    });
    complete_.insert(complete_.end(), waiting.begin(), waiting.end());
  }

  void verify() {
    const auto waiting = std::exchange(complete_, {});
    std::mutex mutex;
    crew_.each(waiting.size(), [&](std::size_t i) {
      const auto& id = waiting[i];
      (void)office::open_file(office_, {id, "verify"}, verifier(i)).wait();
      if (fate_of(id) < 2) {
        must(office::propose_rejection(office_, {id, "not_resident", {}}, verifier(i)));
        must(office::confirm_rejection(office_, {id}, verifier(i + 1)));
        return;
      }
      must(office::verify(office_, {id, {}}, verifier(i)));
      std::lock_guard lock(mutex);
      verified_.push_back(id);
    });
  }

  void change_minds() {
    std::vector<std::string> stay, go;
    for (auto& id : verified_) (fate_of(id) < 5 ? go : stay).push_back(std::move(id));
    crew_.each(go.size(), [&](std::size_t i) { must(office::withdraw(office_, {go[i]}, {})); });
    verified_ = std::move(stay);
  }

  void print() {
    if (verified_.empty()) return;
    const auto count = static_cast<std::int64_t>(verified_.size());
    const auto serial = [](std::int64_t n) { return fmt::format("KB{:08}", n); };
    must(office::by_two(office_, office::receive_box(office_, {fmt::format("470/{:05}/DUKCAPIL", ++boxes_), serial(next_serial_), serial(next_serial_ + count - 1)}, printer(0)), supervisor()));
    // Its coming served all who waited for it.
    must(office::give_to_printer(office_, {"P1", static_cast<int>(count)}, printer(0)));
    for (std::int64_t left = count; left > 0;) left -= std::stoll(must(office::take_for_print(office_, {"P1", static_cast<int>(left)}, printer(0)), "count"));
    const auto waiting = std::exchange(verified_, {});
    std::mutex mutex;
    crew_.each(waiting.size(), [&](std::size_t i) {
      const auto parcel = must(office::print_card(office_, {waiting[i], "P1", serial(next_serial_ + static_cast<std::int64_t>(i))}, printer(i)), "parcel");
      const bool fetched = boards().find_case(waiting[i])->state.way == "pick_up";
      std::lock_guard lock(mutex);
      (fetched ? at_counter_ : to_drive_).push_back(parcel);
    });
    next_serial_ += count;
  }

  void plan(Day day) {
    const auto stops = static_cast<std::size_t>(stops_max());
    std::size_t courier = 0;
    for (std::size_t from = 0; from < to_drive_.size(); from += stops) {
      Run run{"", staff_.at("courier").at(courier++), {}};
      for (auto i = from; i < std::min(to_drive_.size(), from + stops); ++i) run.parcels.push_back(to_drive_[i]);
      run.id = must(office::set_run(office_, {run.courier, day, 9, 12, run.parcels}, supervisor()), "run");
      runs_.push_back(std::move(run));
    }
    to_drive_.clear();
  }

  void drive() {
    const auto runs = std::exchange(runs_, {});
    std::mutex mutex;
    crew_.each(runs.size(), [&](std::size_t n) {
      const auto& run = runs[n];
      const Asked courier{"officer/" + run.courier, *access::parse_roles("courier"), {}, "id"};
      must(office::load_run(office_, {run.id, static_cast<int>(run.parcels.size())}, courier));
      (void)office::open_run_sheet(office_, run.id, courier).wait();
      int left = 0;
      for (const auto& parcel : run.parcels) {
        const auto one = boards().find_case(boards().find_parcel(parcel)->state.application);
        if (fate_of(one->id) < 12 && one->state.attempts == 0) {
          must(office::report_failed_attempt(office_, {run.id, parcel, "not_at_home"}, courier));
          ++left;
          std::lock_guard lock(mutex);
          to_drive_.push_back(parcel);
          continue;
        }
        must(office::hand_over(office_, {run.id, parcel, office::envelope_letters(office_, parcel), office::resident_letters(office_, parcel), "self", one->state.takes_old_card, true}, courier));
      }
      must(office::close_by_two(office_, {run.id, left}, courier, supervisor()));
    });
  }

  void hand_over_at_counter() {
    const auto waiting = std::exchange(at_counter_, {});
    crew_.each(waiting.size(), [&](std::size_t i) {
      const auto one = boards().find_case(boards().find_parcel(waiting[i])->state.application);
      must(office::hand_over(office_, {"", waiting[i], office::envelope_letters(office_, waiting[i]), office::resident_letters(office_, waiting[i]), "self", one->state.takes_old_card, true}, operator_(i)));
    });
  }

  // What a provider would have told, letter by letter.
  void letters_were_read() {
    must(office_.record({.actor = "system"}, [](office::Book& book) -> Answer {
      book.database().query("UPDATE office_letter SET state = 'read', attempts = 1, informed_at = $1, informed_by = 'read', climb_at = NULL WHERE state = 'waiting' AND due_at <= $2")
          .number(book.now().ms).number(book.now().ms).run();
      return office::Done{};
    }));
  }

  static constexpr const char* picture = "\xff\xd8invented";
  office::Office& office_;
  SetClock& clock_;
  std::vector<registry::ExampleResident> people_;
  Moment now_;
  GrownWish wish_;
  const Progress& progress_;
  std::size_t filed_ = 0;
  std::string links_;
  std::int64_t next_serial_ = 1, boxes_ = 0;
  std::map<std::string, std::vector<std::string>> staff_;  // Role -> ids.
  std::vector<std::string> submitted_, complete_, verified_, to_drive_, at_counter_;
  std::vector<Run> runs_;
  Crew crew_;
};

// Grown-ups whose record is sound: difficult ones stand in the example city.
std::vector<registry::ExampleResident> applicants(const std::vector<registry::ExampleResident>& people, Day today, int days) {
  std::vector<registry::ExampleResident> sound;
  for (const auto& one : people)
    if (one.alive && one.biometrics_on_file && !one.duplicate && one.born + 17 * 366 + days < today) sound.push_back(one);
  return sound;
}

}  // namespace

Result<void> grow_city(DataFolder& folder, const catalogue::Catalogue& catalogue, const Settings& settings, registry::ExampleRegister& population, Moment now,
                       const GrownWish& wish, const Progress& progress) {
  const auto size = std::to_string(wish.applications) + " applications in " + std::to_string(wish.days) + " days\n";
  if (const auto grown = folder.files().read(grown_mark); grown && *grown == size && folder.has_database()) return {};
  if (folder.has_database() && !fs::exists(folder.file("opak.growing"))) return failure("another city is in " + folder.path(), "Give the measurement a folder of its own with --data DIR.");
  for (const auto* tail : {"", "-wal", "-shm"}) fs::remove(folder.database() + tail);
  for (const auto* mark : {example_mark, "opak.growing"})
    if (auto done = folder.files().write_durable(mark, "invented people\n"); !done) return done;
  auto secrets = folder.secrets();
  if (!secrets) return tl::unexpected(secrets.error());

  std::vector<std::string> kelurahan;
  for (const auto& region : catalogue.city().regions.all()) kelurahan.push_back(region.code);
  const auto today = day_in_jakarta(now);
  const auto count = std::min(people_max, static_cast<std::size_t>(wish.applications) * 2 + 2'000);
  auto people = registry::invent_residents(people_seed, count, kelurahan, today);
  auto filing = applicants(people, today, wish.days);
  people.insert(people.end(), registry::demo_residents().begin(), registry::demo_residents().end());
  if (auto filled = population.fill(people); !filled) return filled;
  people = {};

  Result<void> grown;
  SetClock clock(now);
  PassingFiles files;
  NoOutgoing outgoing;
  NoChild child;
  try {
    office::OfficeSettings office_settings;
    office_settings.database = folder.database();
    office_settings.log_origin = log_origin_of(settings);
    office_settings.public_address = public_address_of(settings);
    clock.set(moment_in_jakarta(today + -(wish.days + 1), 6));
    auto opened = office::Office::open(office_settings, World{clock, folder.chance(), files, outgoing, child}, catalogue, std::move(*secrets), population);
    if (!opened) return tl::unexpected(opened.error());
    {
      Growth growth(**opened, clock, std::move(filing), now, wish, progress);
      growth.grow();
      if (auto put = folder.files().write_durable(grown_links, growth.links()); !put) return put;
    }
    (*opened)->stop();
  } catch (const std::exception& error) {
    return failure(std::string("the city could not be grown: ") + error.what());
  }
  const auto names = files.list("documents");
  if (!names) return tl::unexpected(names.error());
  for (const auto& name : *names)
    if (auto put = folder.files().write_durable(name, *files.read(name)); !put) return put;
  if (auto marked = folder.files().write_durable(grown_mark, size); !marked) return marked;
  return folder.files().remove("opak.growing");
}

}  // namespace opak::commands
