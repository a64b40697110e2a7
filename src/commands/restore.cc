#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <thread>

#include "base/text.h"
#include "commands/backup.h"
#include "commands/catalogue_of.h"
#include "commands/city.h"
#include "commands/copying.h"
#include "commands/data_folder.h"
#include "commands/erasures.h"
#include "commands/words.h"
#include "copies/shelf.h"
#include "net/outgoing.h"
#include "office/documents.h"
#include "office/notices.h"
#include "office/readings.h"
#include "office/own_data.h"
#include "transparency/log.h"
#include "transparency/note.h"
#include "transparency/tree.h"

namespace opak::commands {
namespace {

// Keys of those who were erased since are never written here at all.
Result<void> bring_keys(store::Database& database, const std::string& keys_path, const std::vector<std::string>& erased) {
  auto keys = store::Database::open(keys_path, store::Mode::reader);
  if (!keys) return tl::unexpected(keys.error());
  store::Transaction writing(database);
  for (auto rows = keys->query("SELECT subject, kind, wrapped, made_at FROM vault_key"); rows.next();) {
    if (std::find(erased.begin(), erased.end(), rows.text_at(0)) != erased.end()) continue;
    database.query("INSERT INTO vault_key (subject, kind, wrapped, made_at) VALUES ($1, $2, $3, $4)")
        .text(rows.text_at(0)).text(rows.text_at(1)).blob(rows.blob_at(2)).number(rows.number_at(3)).run();
  }
  writing.commit();
  return {};
}

// The index, the card and the papers of an erased person go as well.
Result<void> forget(store::Database& database, const vault::Vault& vault, DataFolder& folder, const std::vector<std::string>& erased) {
  std::vector<std::string> documents;
  store::Transaction writing(database);
  for (const auto& subject : erased) {
    for (auto& document : vault.erase(database, subject)) documents.push_back(std::move(document));
    office::forget_letters(database, subject);
    office::forget_readings_of(database, subject);
  }
  writing.commit();
  for (const auto& document : documents)
    if (auto removed = folder.files().remove(office::document_file(document)); !removed) return removed;
  if (!database.checkpoint(true)) return failure("another program reads the database that is being restored", "Close it, empty the folder and restore again.");
  return {};
}

// Open cases of the erased end as they did when they were erased; what the backup still knows of them in chats goes too.
struct Forgotten { std::string closed, left; };
Result<Forgotten> forget_in_the_book(DataFolder& folder, const catalogue::Catalogue& catalogue, const Settings& settings, const std::string& database, const std::vector<std::string>& erased) {
  Result<Forgotten> result = Forgotten{"0", "0"};
  if (erased.empty()) return result;
  // On a thread of its own: the connection that the office keeps for its reader ends with the thread, before the file is renamed.
  std::thread([&] {
    QuietOffice quiet(folder, catalogue, settings, database);
    if (auto opened = quiet.open(); !opened) {
      result = tl::unexpected(opened.error());
      return;
    }
    const auto answer = office::forget_again(quiet.office(), erased, {.actor = "system"}).wait();
    const auto* done = office::done(answer);
    if (done == nullptr) {
      result = failure("the cases of the erased could not be closed");
      return;
    }
    result = Forgotten{done->word("closed"), done->word("left")};
    for (const auto& file : split(done->word("files"), ' '))
      if (auto removed = file.empty() ? Result<void>() : folder.files().remove(file); !removed) result = tl::unexpected(removed.error());
  }).join();
  return result;
}

// The new folder until it is a city: the database does not bear its name before the erased are forgotten, and no city starts on it.
class Restoring {
 public:
  static Result<Restoring> open(const Told& told, const RestoreWish& wish) {
    Restoring out(told, wish);
    if (wish.erasures != "none") {
      auto list = read_erasures(wish.erasures);
      if (!list) return tl::unexpected(list.error());
      out.erased_ = std::move(*list);
    }
    auto catalogue = catalogue_of(told.settings);
    if (!catalogue) return tl::unexpected(catalogue.error());
    out.catalogue_.emplace(std::move(*catalogue));
    auto folder = DataFolder::open(told.data, DataFolder::For::work);
    if (!folder) return tl::unexpected(folder.error());
    out.folder_ = std::move(*folder);
    return out;
  }
  bool holds_a_city() const { return folder_->has_database() || std::filesystem::exists(folder_->file(keys_file)); }
  std::string database() const { return folder_->file("opak.db.restoring"); }
  DiskFiles& files() { return folder_->files(); }
  const std::vector<std::string>& erased() const { return erased_; }

  // `bring`: what is still missing in the database.
  Result<Forgotten> finish(const std::function<Result<void>(store::Database&)>& bring) {
    Forgotten forgotten_cases;
    {
      auto secrets = vault::load_or_make_secrets(folder_->files(), folder_->chance());
      if (!secrets) return tl::unexpected(secrets.error());
      const vault::Vault vault(std::move(*secrets), folder_->chance());
      auto database = store::Database::open(this->database(), store::Mode::writer);
      if (!database) return tl::unexpected(database.error());
      if (auto brought = bring(*database); !brought) return tl::unexpected(brought.error());
      auto in_the_book = forget_in_the_book(*folder_, *catalogue_, told_.settings, this->database(), erased_);
      if (!in_the_book) return tl::unexpected(in_the_book.error());
      forgotten_cases = std::move(*in_the_book);
      if (auto forgotten = forget(*database, vault, *folder_, erased_); !forgotten) return tl::unexpected(forgotten.error());
      database->script("PRAGMA journal_mode=DELETE");
    }
    std::error_code error;
    if (wish_.erasures != "none") std::filesystem::copy_file(wish_.erasures, folder_->file(erasures_file), std::filesystem::copy_options::overwrite_existing, error);
    if (!error) std::filesystem::rename(database(), folder_->database(), error);
    if (error) return failure("cannot finish: " + error.message());
    return forgotten_cases;
  }
  Exit tell(Terminal& terminal, std::string_view made_at, const Forgotten& forgotten) const {
    terminal.out << fmt::format("The city of {} is back in {}; {} people stay erased.\nRun `opak verify --data {}` before it opens.\n", made_at, told_.data, erased_.size(), told_.data);
    if (forgotten.closed != "0") terminal.out << forgotten.closed << " open applications of theirs were closed again.\n";
    if (forgotten.left != "0")
      terminal.out << forgotten.left << " of their applications have a card that is made already and stay open: hand it over or make it void, then erase again.\n";
    return Exit::fine;
  }

 private:
  Restoring(const Told& told, const RestoreWish& wish) : told_(told), wish_(wish) {}
  const Told& told_;
  const RestoreWish& wish_;
  std::vector<std::string> erased_;
  std::optional<catalogue::Catalogue> catalogue_;
  std::unique_ptr<DataFolder> folder_;
};

Exit say_full(const Told& told, Terminal& terminal) {
  terminal.err << "opak: there is a city in " << told.data << " already; a restore never writes over one\n";
  return Exit::refused;
}

// Sessions and codes of then open nothing now.
Result<void> end_sessions(store::Database& database) {
  for (const auto* table : {"access_session", "access_code", "access_code_sent"}) database.run(std::string("DELETE FROM ") + table);
  return {};
}

Result<void> bring_papers(Files& shelf, DiskFiles& files) {
  const auto names = shelf.list("documents");
  if (!names) return tl::unexpected(names.error());
  for (const auto& name : *names) {
    if (!copies::is_paper(name)) continue;
    const auto bytes = shelf.read(name);
    if (!bytes) return failure(name + ": " + bytes.error().what);
    if (auto written = files.write_durable(name, *bytes); !written) return written;
  }
  return {};
}

// From a second place. Who takes over raises the fence before it reads: what the old writer puts there afterwards it does not acknowledge.
Exit restore_copy(const Told& told, const RestoreWish& wish, Files& shelf, copies::Fence fence, Terminal& terminal) {
  const auto until = parse_iso_moment(wish.until);
  if (!wish.until.empty() && !until) {
    terminal.err << "opak: --until is a moment such as 2026-11-23T01:30:00Z\n";
    return Exit::wrong_use;
  }
  if (until && wish.take_over) {
    terminal.err << "opak: the city that goes on is the newest one; --until is for looking at an earlier moment\n";
    return Exit::wrong_use;
  }
  const auto keys_path = std::filesystem::is_directory(wish.keys) ? wish.keys + "/" + keys_file : wish.keys;
  std::ifstream keys(keys_path, std::ios::binary);
  const std::string key_bytes{std::istreambuf_iterator<char>(keys), {}};
  if (!keys || key_bytes.empty()) return say_failure(terminal, {"cannot read the keys in " + keys_path});
  auto restoring = Restoring::open(told, wish);
  if (!restoring) return say_failure(terminal, restoring.error());
  if (restoring->holds_a_city()) return say_full(told, terminal);
  if (wish.take_over) {
    ++fence.epoch;
    if (auto raised = copies::raise_fence(shelf, fence); !raised) return say_failure(terminal, raised.error());
  }
  const auto brought = copies::bring_from_shelf(shelf, restoring->database(), until);
  if (!brought) return say_failure(terminal, brought.error());
  if (auto papers = bring_papers(shelf, restoring->files()); !papers) return say_failure(terminal, papers.error());
  if (auto written = restoring->files().write_durable(keys_file, key_bytes); !written) return say_failure(terminal, written.error());
  const auto finished = restoring->finish(end_sessions);
  if (!finished) return say_failure(terminal, finished.error());
  if (wish.take_over)
    if (auto written = copies::write_role(restoring->files(), {copies::Part::writer, fence.city, fence.epoch, true}); !written) return say_failure(terminal, written.error());
  restoring->tell(terminal, iso_moment(brought->head.made_at), *finished);
  if (brought->torn.empty()) return Exit::fine;
  terminal.out << "FAULT  the last file of the copy is cut off or altered and was left out: " << brought->torn << "\n";
  return Exit::fault_found;
}

// What somebody outside holds must be a beginning of this log; else the backup is from before, or tells another history.
Result<void> check_not_before(const std::string& database, const std::string& checkpoint_file) {
  std::ifstream file(checkpoint_file, std::ios::binary);
  const std::string note{std::istreambuf_iterator<char>(file), {}};
  if (!file || note.empty()) return failure("cannot read the checkpoint in " + checkpoint_file);
  auto book = store::Database::open("file:" + database + "?mode=ro&immutable=1", store::Mode::reader);
  if (!book) return tl::unexpected(book.error());
  const auto key_text = transparency::PublicLogReader(*book).vkey();
  const auto key = key_text ? transparency::Vkey::parse(*key_text) : Result<transparency::Vkey>(tl::unexpected(Failure{"there is no public log in the backup"}));
  if (!key) return tl::unexpected(key.error());
  const auto held = transparency::read_checkpoint(note, *key);
  if (!held) return failure("the checkpoint in " + checkpoint_file + " was not signed by this city: " + held.error().what);
  transparency::Frontier frontier;
  for (auto rows = book->query("SELECT hash FROM tlog_leaf ORDER BY n LIMIT $1").number(static_cast<std::int64_t>(held->size)); rows.next();) frontier.append(Bytes(rows.blob_at(0)));
  if (frontier.size() < held->size)
    return failure(fmt::format("the backup is older than the checkpoint: it has {} public entries, the checkpoint counts {}", frontier.size(), held->size), "Take a newer backup, or leave --not-before out and tell those whose steps are missing.");
  if (frontier.root() != held->root) return failure("the backup tells another history than the checkpoint", "Keep both; somebody changed one of them.");
  return {};
}

Result<void> check_origin(DiskFiles& data, DiskFiles& keys, const RestoreWish& wish) {
  SystemChance chance;
  auto secrets = vault::load_or_make_secrets(keys, chance);
  if (!secrets) return tl::unexpected(secrets.error());
  const vault::Vault vault(std::move(*secrets), chance);
  for (auto* files : {&data, &keys})
    if (auto sealed = check_seal(*files, vault); !sealed && !wish.unsealed) return sealed;
  return wish.not_before.empty() ? Result<void>() : check_not_before(wish.from + "/opak.db", wish.not_before);
}

}  // namespace

Exit restore(const Told& told, const RestoreWish& wish, Terminal& terminal) {
  net::CurlOutgoing outgoing;
  if (is_bucket(wish.from) || std::filesystem::is_directory(wish.from + "/control")) {
    auto shelf = open_shelf(told.settings, wish.from, outgoing);
    if (!shelf) return say_failure(terminal, shelf.error());
    const auto fence = copies::read_fence(**shelf);
    if (!fence) return say_failure(terminal, fence.error());
    if (!*fence) return say_failure(terminal, {"there is no copy of a city in " + wish.from});
    return restore_copy(told, wish, **shelf, **fence, terminal);
  }
  if (!wish.until.empty() || wish.take_over) {
    terminal.err << "opak: --until and --take-over are for a copy in a second place; " << wish.from << " is a backup\n";
    return Exit::wrong_use;
  }
  DiskFiles data(wish.from), keys(wish.keys);
  const auto data_manifest = read_manifest(data);
  if (!data_manifest) return say_failure(terminal, {wish.from + ": " + data_manifest.error().what});
  const auto keys_manifest = read_manifest(keys);
  if (!keys_manifest) return say_failure(terminal, {wish.keys + ": " + keys_manifest.error().what});
  if ((*data_manifest)["pair"].text() != (*keys_manifest)["pair"].text()) {
    terminal.err << "opak: these keys belong to another backup (" << (*keys_manifest)["pair"].text() << "), the data to " << (*data_manifest)["pair"].text() << "\n";
    return Exit::wrong_use;
  }
  if (auto checked = check_origin(data, keys, wish); !checked) return say_failure(terminal, checked.error());
  auto restoring = Restoring::open(told, wish);
  if (!restoring) return say_failure(terminal, restoring.error());
  if (restoring->holds_a_city()) return say_full(told, terminal);

  for (const auto& file : (*data_manifest)["files"].items()) {
    const auto name = std::string(file["name"].text());
    if (name != "opak.db" && !copies::is_paper(name)) return say_failure(terminal, {"the backup names a file that no backup of ours holds", "Somebody altered it. Keep it as evidence and restore another."});
    const auto bytes = data.read(name);
    if (!bytes) return say_failure(terminal, bytes.error());
    if (auto written = restoring->files().write_durable(name == "opak.db" ? "opak.db.restoring" : name, *bytes); !written) return say_failure(terminal, written.error());
  }
  const auto key_file = keys.read(keys_file);
  if (!key_file) return say_failure(terminal, key_file.error());
  if (auto written = restoring->files().write_durable(keys_file, *key_file); !written) return say_failure(terminal, written.error());
  const auto finished = restoring->finish([&](store::Database& database) { return bring_keys(database, wish.keys + "/vault_key.db", restoring->erased()); });
  if (!finished) return say_failure(terminal, finished.error());
  return restoring->tell(terminal, (*data_manifest)["made_at"].text(), *finished);
}

}  // namespace opak::commands
