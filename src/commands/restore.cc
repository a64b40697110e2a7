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
#include "commands/data_folder.h"
#include "commands/erasures.h"
#include "commands/words.h"
#include "office/documents.h"
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
    database.query("DELETE FROM office_letter WHERE contact = $1").text(subject).run();
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
  std::vector<std::string> erased;
  if (wish.erasures != "none") {
    auto list = read_erasures(wish.erasures);
    if (!list) return say_failure(terminal, list.error());
    erased = std::move(*list);
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
  auto catalogue = catalogue_of(told.settings);
  if (!catalogue) return say_failure(terminal, catalogue.error());
  auto folder = DataFolder::open(told.data, DataFolder::For::work);
  if (!folder) return say_failure(terminal, folder.error());
  if ((*folder)->has_database() || std::filesystem::exists((*folder)->file(keys_file))) {
    terminal.err << "opak: there is a city in " << told.data << " already; a restore never writes over one\n";
    return Exit::refused;
  }

  for (const auto& file : (*data_manifest)["files"].items()) {
    const auto name = std::string(file["name"].text());
    const auto bytes = data.read(name);
    if (!bytes) return say_failure(terminal, bytes.error());
    if (auto written = (*folder)->files().write_durable(name == "opak.db" ? "opak.db.restoring" : name, *bytes); !written) return say_failure(terminal, written.error());
  }
  const auto key_file = keys.read(keys_file);
  if (!key_file) return say_failure(terminal, key_file.error());
  if (auto written = (*folder)->files().write_durable(keys_file, *key_file); !written) return say_failure(terminal, written.error());
  // Until the erased are forgotten the database does not bear its name, and no city starts on it.
  Forgotten forgotten_cases;
  {
    auto secrets = vault::load_or_make_secrets((*folder)->files(), (*folder)->chance());
    if (!secrets) return say_failure(terminal, secrets.error());
    const vault::Vault vault(std::move(*secrets), (*folder)->chance());
    auto database = store::Database::open((*folder)->file("opak.db.restoring"), store::Mode::writer);
    if (!database) return say_failure(terminal, database.error());
    if (auto brought = bring_keys(*database, wish.keys + "/vault_key.db", erased); !brought) return say_failure(terminal, brought.error());
    auto in_the_book = forget_in_the_book(**folder, *catalogue, told.settings, (*folder)->file("opak.db.restoring"), erased);
    if (!in_the_book) return say_failure(terminal, in_the_book.error());
    forgotten_cases = std::move(*in_the_book);
    if (auto forgotten = forget(*database, vault, **folder, erased); !forgotten) return say_failure(terminal, forgotten.error());
    database->script("PRAGMA journal_mode=DELETE");
  }
  std::error_code error;
  if (wish.erasures != "none") std::filesystem::copy_file(wish.erasures, (*folder)->file(erasures_file), error);
  if (!error) std::filesystem::rename((*folder)->file("opak.db.restoring"), (*folder)->database(), error);
  if (error) return say_failure(terminal, {"cannot finish: " + error.message()});
  terminal.out << fmt::format("The city of {} is back in {}; {} people stay erased.\nRun `opak verify --data {}` before it opens.\n",
                              (*data_manifest)["made_at"].text(), told.data, erased.size(), told.data);
  if (forgotten_cases.closed != "0") terminal.out << forgotten_cases.closed << " open applications of theirs were closed again.\n";
  if (forgotten_cases.left != "0")
    terminal.out << forgotten_cases.left << " of their applications have a card that is made already and stay open: hand it over or make it void, then erase again.\n";
  return Exit::fine;
}

}  // namespace opak::commands
