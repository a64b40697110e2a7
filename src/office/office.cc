#include "office/office.h"

#include <atomic>
#include <unordered_map>

#include "office/clerk.h"
#include "office/hold.h"
#include "office/slow.h"
#include "office/wal_mover.h"
#include "views/fold.h"

namespace opak::office {

std::string Done::word(std::string_view name) const {
  for (const auto& [key, value] : words)
    if (key == name) return value;
  return {};
}

namespace {

class TheOffice : public Office {
 public:
  TheOffice(OfficeSettings settings, World world, const catalogue::Catalogue& catalogue, vault::Secrets secrets, registry::PopulationRegister& population)
      : settings_(std::move(settings)), world_(world), catalogue_(catalogue), vault_(std::move(secrets), world.chance), population_(population),
        slow_(settings_.threaded ? 2 : 0, 256) {
    static std::atomic<int> counter{0};
    which_ = ++counter;
  }
  ~TheOffice() override {
    TheOffice::stop();
    readers().erase(which_);  // Those of other threads go with their threads.
  }

  // Schema, book and log; the last check before the doors open.
  Result<void> begin() {
    auto writer = store::Database::open(settings_.database, store::Mode::writer);
    if (!writer) return tl::unexpected(writer.error());
    writer->write_log_anew();
    const auto schema = store::migrate(*writer, "main");
    if (!schema) return tl::unexpected(schema.error());
    writer_ = std::make_unique<store::Database>(std::move(*writer));
    // Folding reads every entry: where a newer program has written some that we do not know, we end here.
    if (schema->fold_again || views::is_behind(*writer_))
      if (auto rebuilt = views::rebuild(*writer_); !rebuilt) return rebuilt;
    store::settle(*writer_, "main", *schema);
    auto log = transparency::PublicLog::open(*writer_, settings_.log_origin, vault_.log_secret_key());
    if (!log) return tl::unexpected(log.error());
    clerk_ = std::make_unique<Clerk>(*this, *writer_, std::move(*log), [this](const Committed& committed) { tell(committed); });
    if (!settings_.threaded) return {};
    if (settings_.moves_wal) wal_mover_ = std::make_unique<WalMover>(settings_.database, *writer_);
    if (settings_.copier != nullptr)
      if (auto begun = settings_.copier->begin(*writer_); !begun) return begun;
    clerk_->start([this] {
      if (wal_mover_) wal_mover_->after_commit();
    });
    return {};
  }

  Later<Answer> record(const Asked& asked, Work work) override { return clerk_->take(asked, std::move(work)); }

  store::Database& reader() override {
    auto found = readers().find(which_);
    if (found == readers().end()) {
      auto opened = store::Database::open(settings_.database, store::Mode::reader);
      if (!opened) throw store::StoreFailure(opened.error().what, false);
      found = readers().emplace(which_, std::move(*opened)).first;
    }
    return found->second;
  }

  bool slowly(std::function<void()> work) override { return slow_.put(std::move(work)); }
  Freshness& freshness() override { return freshness_; }
  const OfficeCounts& counts() const override { return clerk_->counts(); }
  void on_committed(std::function<void(const Committed&)> listener) override { listeners_.push_back(std::move(listener)); }
  void stop() override {
    slow_.stop();
    if (clerk_) clerk_->stop();
    wal_mover_.reset();
  }

  const OfficeSettings& settings() const override { return settings_; }
  World& world() override { return world_; }
  const catalogue::Catalogue& catalogue() const override { return catalogue_; }
  vault::Vault& vault() override { return vault_; }
  registry::PopulationRegister& population() override { return population_; }
  std::string log_verifier_key() const override { return clerk_->verifier_key(); }
  Clerk& clerk() { return *clerk_; }

 private:
  // Of this thread, by the office's own number: another office may one day stand at the same address.
  static std::unordered_map<int, store::Database>& readers() {
    thread_local std::unordered_map<int, store::Database> all;
    return all;
  }

  void tell(const Committed& committed) {
    for (const auto& application : committed.cases) freshness_.touch(application);
    for (const auto& listener : listeners_) listener(committed);
  }

  OfficeSettings settings_;
  World world_;
  const catalogue::Catalogue& catalogue_;
  vault::Vault vault_;
  registry::PopulationRegister& population_;
  int which_ = 0;
  Freshness freshness_;
  std::vector<std::function<void(const Committed&)>> listeners_;
  std::unique_ptr<store::Database> writer_;  // The log and the clerk hold on to it.
  std::unique_ptr<Clerk> clerk_;
  std::unique_ptr<WalMover> wal_mover_;
  SlowWork slow_;
};

}  // namespace

void hold_wishes(Office& office) { static_cast<TheOffice&>(office).clerk().hold(); }
void serve_held_wishes(Office& office) { static_cast<TheOffice&>(office).clerk().serve_held(); }

Result<std::unique_ptr<Office>> Office::open(OfficeSettings settings, World world, const catalogue::Catalogue& catalogue, vault::Secrets secrets,
                                             registry::PopulationRegister& population) {
  try {
    auto office = std::make_unique<TheOffice>(std::move(settings), world, catalogue, std::move(secrets), population);
    if (auto begun = office->begin(); !begun) return tl::unexpected(begun.error());
    return std::unique_ptr<Office>(std::move(office));
  } catch (const std::exception& error) {
    return failure(std::string("the book does not open: ") + error.what(), "Run `opak verify`.");
  }
}

}  // namespace opak::office
