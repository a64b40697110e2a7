#include "commands/example_city.h"

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "commands/example_walk.h"
#include "commands/no_world.h"
#include "commands/scratch_copy.h"
#include "law/age.h"
#include "store/sqlite.h"

namespace opak::commands {
namespace {

namespace fs = std::filesystem;

constexpr const char* filling_mark = "opak.filling";
constexpr std::uint64_t people_seed = 3673;
constexpr std::size_t people_count = 4'000;
constexpr const char* in_memory = "file:/opak_example_city?vfs=memdb";

std::vector<std::string> all_kelurahan(const catalogue::Catalogue& catalogue) {
  std::vector<std::string> codes;
  for (const auto& region : catalogue.city().regions.all()) codes.push_back(region.code);
  return codes;
}

// Grown-ups, one from each kelurahan in turn, so that no kelurahan is forgotten; a few with a difficulty.
std::vector<registry::ExampleResident> applicants(const std::vector<registry::ExampleResident>& people, const std::vector<std::string>& kelurahan, Day today) {
  std::map<std::string, std::vector<registry::ExampleResident>> by_kelurahan;
  for (const auto& one : people)
    if (one.alive && one.card == registry::CardStatus::printed && law::must_hold_ktp_el(today, one.born, one.ever_married)) by_kelurahan[one.kelurahan].push_back(one);
  std::vector<registry::ExampleResident> in_turn;
  for (std::size_t round = 0; in_turn.size() < people.size() / 2 && round < 60; ++round)
    for (const auto& code : kelurahan)
      if (round < by_kelurahan[code].size()) in_turn.push_back(by_kelurahan[code][round]);
  // Each so many: one whose fingers are not on file yet.
  std::vector<registry::ExampleResident> difficult;
  for (const auto& one : people)
    if (one.alive && !one.biometrics_on_file && law::must_hold_ktp_el(today, one.born, one.ever_married)) difficult.push_back(one);
  for (std::size_t i = 0; i < std::min<std::size_t>(difficult.size(), 6); ++i) in_turn[37 + i * 43] = difficult[i];
  return in_turn;
}

void remove_all_traces(const DataFolder& folder) {
  std::error_code error;
  fs::remove_all(folder.file("documents"), error);
  for (const auto* tail : {"", "-wal", "-shm", ".filling"}) fs::remove(folder.database() + tail, error);
}

Result<void> put_down(const std::string& path, ByteView bytes) {
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return failure("cannot write " + path, "Is the disk full?");
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, error);
  return {};
}

// Thousands of small files: written all, then synced once.
Result<void> put_documents(const DataFolder& folder, MemoryFiles& files) {
  const auto names = files.list("documents");
  if (!names) return tl::unexpected(names.error());
  for (const auto& name : *names)
    if (auto done = put_down(folder.file(name), *files.read(name)); !done) return done;
  return {};
}

Result<void> sync_folder(const DataFolder& folder) {
  const int fd = ::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::syncfs(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!synced) return failure("cannot sync " + folder.path());
  return {};
}

}  // namespace

bool is_example_city(const DataFolder& folder) { return fs::exists(folder.file(example_mark)); }

Result<bool> has_example_city(const DataFolder& folder) {
  const bool marked = is_example_city(folder);
  if (folder.has_database() && !marked) return failure("a real city is in " + folder.path(), "The demo lets anyone sign in. Give it a folder of its own with --data DIR.");
  return folder.has_database() && !fs::exists(folder.file(filling_mark));
}

Result<void> fill_example_city(DataFolder& folder, const catalogue::Catalogue& catalogue, const Settings& settings, registry::ExampleRegister& population,
                               Child& reader, Moment now, const ExampleWish& wish) {
  for (const auto* mark : {example_mark, filling_mark})
    if (auto done = folder.files().write_durable(mark, "invented people\n"); !done) return done;
  remove_all_traces(folder);
  auto secrets = folder.secrets();
  if (!secrets) return tl::unexpected(secrets.error());

  const auto kelurahan = all_kelurahan(catalogue);
  const auto today = day_in_jakarta(now);
  auto people = registry::invent_residents(people_seed, people_count, kelurahan, today);
  auto filing = applicants(people, kelurahan, today);
  people.insert(people.end(), registry::demo_residents().begin(), registry::demo_residents().end());
  if (auto filled = population.fill(people); !filled) return filled;
  auto papers = draw_example_papers(reader);
  if (!papers) return tl::unexpected(papers.error());

  auto held = store::Database::open(in_memory, store::Mode::writer);  // Lives as long as this is open.
  if (!held) return tl::unexpected(held.error());
  MemoryFiles files;
  SetClock clock(now + -days(wish.days + 5));
  NoOutgoing outgoing;
  Result<void> walked;
  // On a thread of its own: what the office keeps for its readers goes with the thread, and the memory with it.
  std::thread([&] {
    try {
      office::OfficeSettings office_settings;
      office_settings.database = in_memory;
      office_settings.log_origin = log_origin_of(settings);
      office_settings.public_address = public_address_of(settings);
      office_settings.threaded = false;
      auto opened = office::Office::open(office_settings, World{clock, folder.chance(), files, outgoing, reader}, catalogue, std::move(*secrets), population);
      if (!opened) {
        walked = tl::unexpected(opened.error());
        return;
      }
      ExampleWalk(**opened, clock, std::move(filing), std::move(*papers), reader, now, wish).walk();
      (*opened)->stop();
    } catch (const std::exception& error) {
      walked = failure(std::string("the example city could not be filled: ") + error.what());
    }
  }).join();
  if (!walked) return walked;
  if (auto put = put_documents(folder, files); !put) return put;
  if (auto copied = held->copy_to(on_disk(folder.database() + ".filling")); !copied) return copied;
  if (auto synced = sync_folder(folder); !synced) return synced;
  std::error_code error;
  fs::rename(folder.database() + ".filling", folder.database(), error);
  if (error) return failure("cannot finish the example city: " + error.message());
  if (auto removed = folder.files().remove(filling_mark); !removed) return removed;
  ::malloc_trim(0);  // A month in memory was large; the city that follows is small.
  return sync_folder(folder);
}

}  // namespace opak::commands
