// Data without keys to one place, keys without data to another: a thief of either reads nobody. What is erased is unreadable in
// every backup once the copies of keys from before have passed away.
#include "commands/backup.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <set>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "commands/data_folder.h"
#include "commands/scratch_copy.h"
#include "commands/words.h"
#include "journal/journal.h"
#include "transparency/audit.h"
#include "transparency/log.h"

namespace opak::commands {
namespace {

namespace fs = std::filesystem;

std::string seal_of(const std::string& manifest, const vault::Vault& vault) { return to_hex(vault.blind("backup", Personal<std::string>(manifest))) + "\n"; }

// "2026-11-23T01-31-00": a name that sorts by time and that every file system takes.
std::string stamp_of(Moment now) {
  auto text = iso_moment(now).substr(0, 19);
  std::replace(text.begin(), text.end(), ':', '-');
  return text;
}

std::optional<Day> day_of_stamp(const std::string& name) { return name.size() == 19 && name[10] == 'T' ? parse_iso_day(name.substr(0, 10)) : std::nullopt; }

Result<void> make_empty_folder(const std::string& path) {
  std::error_code error;
  if (fs::exists(path) && !fs::is_empty(path, error)) return failure(path + " is not empty", "A backup goes into a folder of its own.");
  fs::create_directories(path, error);
  if (error) return failure("cannot make " + path + ": " + error.message());
  fs::permissions(path, fs::perms::owner_all, error);
  return {};
}

// The keys go into a small database of their own and out of the copy.
Result<void> part_keys(store::Database& copy, const std::string& keys_path) {
  auto keys = store::Database::open(keys_path, store::Mode::writer);
  if (!keys) return tl::unexpected(keys.error());
  keys->script("PRAGMA journal_mode=DELETE; CREATE TABLE vault_key (subject TEXT PRIMARY KEY, kind TEXT NOT NULL, wrapped BLOB NOT NULL, made_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;");
  store::Transaction writing(*keys);
  for (auto rows = copy.query("SELECT subject, kind, wrapped, made_at FROM vault_key ORDER BY subject"); rows.next();)
    keys->query("INSERT INTO vault_key (subject, kind, wrapped, made_at) VALUES ($1, $2, $3, $4)")
        .text(rows.text_at(0)).text(rows.text_at(1)).blob(rows.blob_at(2)).number(rows.number_at(3)).run();
  writing.commit();
  copy.run("DELETE FROM vault_key");
  // Sessions and codes of now open nothing later.
  for (const auto* table : {"access_session", "access_code", "access_code_sent"}) copy.run(std::string("DELETE FROM ") + table);
  return {};
}

// A paper that was erased since the copy was made is simply not there any more.
Result<void> copy_documents(DataFolder& folder, DiskFiles& target) {
  const auto names = folder.files().list("documents");
  if (!names) return tl::unexpected(names.error());
  for (const auto& name : *names) {
    const auto bytes = folder.files().read(name);
    if (!bytes) {
      if (!fs::exists(folder.file(name))) continue;
      return tl::unexpected(bytes.error());
    }
    if (auto written = target.write_durable(name, *bytes); !written) return written;
  }
  return {};
}

// What was written is read back as a restore would read it: the files, the chain, the public log, and a key for every name.
Result<void> check_written(DiskFiles& data, DiskFiles& keys, const std::string& data_path, const std::string& keys_path) {
  SystemChance chance;
  auto secrets = vault::load_or_make_secrets(keys, chance);
  if (!secrets) return tl::unexpected(secrets.error());
  const vault::Vault vault(std::move(*secrets), chance);
  for (auto* files : {&data, &keys}) {
    if (auto read = read_manifest(*files); !read) return tl::unexpected(read.error());
    if (auto sealed = check_seal(*files, vault); !sealed) return sealed;
  }
  auto book = store::Database::open(data_path + "/opak.db", store::Mode::reader);
  if (!book) return tl::unexpected(book.error());
  if (auto row = book->query("PRAGMA integrity_check(1)"); !row.next() || row.text_at(0) != "ok") return failure("the copied database is not whole: " + row.string_at(0));
  if (const auto seq = journal::first_fault(*book)) return failure(fmt::format("the copied book: entry {} does not follow from the one before", *seq));
  const auto log_key = transparency::PublicLogReader(*book).vkey();
  if (log_key)
    if (const auto parsed = transparency::Vkey::parse(*log_key); !parsed || transparency::audit(*book, *parsed).fault) return failure("the copied public log does not hold");
  auto key_book = store::Database::open(keys_path + "/vault_key.db", store::Mode::reader);
  if (!key_book) return tl::unexpected(key_book.error());
  std::vector<std::string> subjects;
  for (auto rows = key_book->query("SELECT subject FROM vault_key"); rows.next();) subjects.push_back(rows.string_at(0));
  for (const auto& subject : subjects)
    if (!vault.find_key(*key_book, subject)) return failure("the copied keys do not open with the copied key file");
  return {};
}

int remove_old_keys(const std::string& folder, Day today) {
  int removed = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const auto day = day_of_stamp(entry.path().filename().string());
    if (!entry.is_directory() || !day || today - *day <= key_backup_days_max) continue;
    fs::remove_all(entry.path(), error);
    ++removed;
  }
  return removed;
}

}  // namespace

Result<void> write_manifest(DiskFiles& files, Json head, const vault::Vault& vault) {
  const auto names = files.list("");
  if (!names) return tl::unexpected(names.error());
  Json list = Json::array();
  for (const auto& name : *names) {
    if (name == manifest_file || name == seal_file) continue;
    const auto bytes = files.read(name);
    if (!bytes) return tl::unexpected(bytes.error());
    Json file;
    file.set("name", name);
    file.set("bytes", static_cast<std::int64_t>(bytes->size()));
    file.set("sha256", to_hex(sha256(*bytes)));
    list.push(std::move(file));
  }
  head.set("files", std::move(list));
  const auto text = head.write() + "\n";
  if (auto written = files.write_durable(seal_file, seal_of(text, vault)); !written) return written;
  return files.write_durable(manifest_file, text);
}

Result<Json> read_manifest(DiskFiles& files) {
  const auto text = files.read(manifest_file);
  if (!text) return failure("there is no manifest.json: this is no backup, or one that was cut off");
  auto manifest = parse_json(*text);
  if (!manifest) return failure("manifest.json cannot be read");
  std::set<std::string> named = {manifest_file, seal_file};
  for (const auto& file : (*manifest)["files"].items()) {
    const auto bytes = files.read(std::string(file["name"].text()));
    if (!bytes || to_hex(sha256(*bytes)) != file["sha256"].text()) return failure("the backup is damaged: " + std::string(file["name"].text()));
    named.insert(std::string(file["name"].text()));
  }
  const auto names = files.list("");
  if (!names) return tl::unexpected(names.error());
  for (const auto& name : *names)
    if (!named.contains(name)) return failure("the backup is damaged: " + name + " does not belong to it");
  return manifest;
}

Result<void> check_seal(DiskFiles& files, const vault::Vault& vault) {
  const auto text = files.read(manifest_file), seal = files.read(seal_file);
  if (!seal) return failure("the backup has no seal: it was made by an older opak, or somebody took it away", "If you are sure of where it comes from, restore it with --unsealed.");
  if (!text || *seal != seal_of(*text, vault)) return failure("the backup was altered: its list of files is not the one that was sealed", "Take another backup.");
  return {};
}

Exit backup(const Told& told, const BackupWish& wish, Terminal& terminal) {
  auto folder = DataFolder::open(told.data, DataFolder::For::reading);
  if (!folder) return say_failure(terminal, folder.error());
  // First of all: while the city's key is being changed, a later file may lack the key that the copy below still needs.
  const auto key_file = (*folder)->files().read(keys_file);
  auto secrets = (*folder)->secrets();
  if (!secrets) return say_failure(terminal, secrets.error());
  const vault::Vault vault(std::move(*secrets), (*folder)->chance());
  const auto now = SystemClock().now();
  const auto stamp = stamp_of(now);
  const auto keys_path = wish.keys_to + "/" + stamp;
  if (fs::weakly_canonical(keys_path).string().starts_with(fs::weakly_canonical(wish.to).string() + "/")) {
    terminal.err << "opak: keys and data must not lie in one folder\n";
    return Exit::wrong_use;
  }
  if (auto made = make_empty_folder(wish.to); !made) return say_failure(terminal, made.error());
  if (auto made = make_empty_folder(keys_path); !made) return say_failure(terminal, made.error());
  DiskFiles data(wish.to), keys(keys_path);

  auto copy = ScratchCopy::of((*folder)->database());
  if (!copy) return say_failure(terminal, copy.error());
  if (auto parted = part_keys((*copy)->database(), keys_path + "/vault_key.db"); !parted) return say_failure(terminal, parted.error());
  // Written anew, so that not even a free page remembers a key.
  if (auto written = (*copy)->database().copy_to(on_disk(wish.to + "/opak.db")); !written) return say_failure(terminal, written.error());
  if (auto copied = copy_documents(**folder, data); !copied) return say_failure(terminal, copied.error());
  if (!key_file) return say_failure(terminal, key_file.error());
  if (auto written = keys.write_durable(keys_file, *key_file); !written) return say_failure(terminal, written.error());

  Json head;
  head.set("made_at", iso_moment(now));
  head.set("pair", stamp);
  for (auto* files : {&data, &keys})
    if (auto written = write_manifest(*files, head, vault); !written) return say_failure(terminal, written.error());
  if (auto checked = check_written(data, keys, wish.to, keys_path); !checked)
    return say_failure(terminal, {"the backup was written and does not hold: " + checked.error().what, "Run `opak verify` on the city, and make another backup on another disk."});
  const auto removed = remove_old_keys(wish.keys_to, day_in_jakarta(now));
  terminal.out << "Data: " << wish.to << "\nKeys: " << keys_path << "\nBoth were read back and hold.\n";
  if (removed > 0) terminal.out << fmt::format("{} copies of keys were older than {} days and are gone.\n", removed, key_backup_days_max);
  terminal.out << "Keep " << (*folder)->file(erasures_file) << " too, apart from the backups: `opak restore` asks for it.\n";
  return Exit::fine;
}

}  // namespace opak::commands
