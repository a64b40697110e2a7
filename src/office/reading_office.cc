#include "office/reading_office.h"

#include <unordered_map>

#include "office/slow.h"
#include "transparency/log.h"

namespace opak::office {
namespace {

class ReadingOffice : public Office {
 public:
  ReadingOffice(OfficeSettings settings, World world, const catalogue::Catalogue& catalogue, vault::Secrets secrets, registry::PopulationRegister& population, std::function<int()> life)
      : settings_(std::move(settings)), world_(world), catalogue_(catalogue), vault_(std::move(secrets), world.chance), population_(population), life_(std::move(life)) {
    static std::atomic<int> counter{0};
    which_ = ++counter;
  }

  Later<Answer> record(const Asked&, Work) override { return Later<Answer>::ready(Failure{"this city is read here and written elsewhere", "busy"}); }

  store::Database& reader() override {
    thread_local std::unordered_map<int, Reader> all;
    auto& mine = all[which_];
    if (const int life = life_(); !mine.database || mine.life != life) {
      mine.database.reset();
      auto opened = store::Database::open(settings_.database, store::Mode::reader);
      if (!opened) throw store::StoreFailure(opened.error().what, false);
      mine.database.emplace(std::move(*opened));
      mine.life = life;
    }
    return *mine.database;
  }

  bool slowly(std::function<void()> work) override { return slow_.put(std::move(work)); }
  void on_committed(std::function<void(const Committed&)>) override {}  // Nothing is committed here.
  Freshness& freshness() override { return freshness_; }
  const OfficeCounts& counts() const override { return counts_; }
  void stop() override { slow_.stop(); }
  const OfficeSettings& settings() const override { return settings_; }
  World& world() override { return world_; }
  const catalogue::Catalogue& catalogue() const override { return catalogue_; }
  vault::Vault& vault() override { return vault_; }
  registry::PopulationRegister& population() override { return population_; }
  std::string log_verifier_key() const override { return transparency::PublicLogReader(const_cast<ReadingOffice*>(this)->reader()).vkey().value_or(""); }

 private:
  struct Reader {
    std::optional<store::Database> database;
    int life = 0;
  };
  OfficeSettings settings_;
  World world_;
  const catalogue::Catalogue& catalogue_;
  vault::Vault vault_;
  registry::PopulationRegister& population_;
  std::function<int()> life_;
  int which_ = 0;
  Freshness freshness_;
  OfficeCounts counts_;
  SlowWork slow_{1, 64};
};

}  // namespace

std::unique_ptr<Office> open_to_read(OfficeSettings settings, World world, const catalogue::Catalogue& catalogue, vault::Secrets secrets,
                                     registry::PopulationRegister& population, std::function<int()> life) {
  return std::make_unique<ReadingOffice>(std::move(settings), world, catalogue, std::move(secrets), population, std::move(life));
}

}  // namespace opak::office
