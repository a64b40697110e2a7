// For tests: an invented city's log in memory, and leaves to fill it with.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/embedded.h"
#include "base/json.h"
#include "base/twins.h"
#include "transparency/log.h"

namespace opak::transparency::example {

inline const std::string origin = "layanan.kota.example/log";
inline const Bytes seed(32, 's');

// libsodium's 64-byte secret key of a seed: the seed and then the public key.
inline Bytes secret_key_of(const Bytes& from) { return from + SigningKey::from_seed("x", from).vkey().public_key; }

// A folder that goes with the test.
class Folder {
 public:
  Folder() {
    auto name = (std::filesystem::temp_directory_path() / "opak-log-XXXXXX").string();
    ensure(mkdtemp(name.data()) != nullptr, "a folder for the test can be made");
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;

  void write(const std::string& name, ByteView bytes) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << bytes;
  }
  Bytes read(const std::string& name) const {
    std::stringstream text;
    text << std::ifstream(path_ / name, std::ios::binary).rdbuf();
    return text.str();
  }
  std::string path(const std::string& name = "") const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline const Json& vectors() {
  static const Json read = [] {
    std::stringstream text;
    text << std::ifstream(OPAK_SOURCE_DIR "/tests/fixtures/tlog-vectors.json").rdbuf();
    auto json = parse_json(text.str());
    ensure(json.has_value(), "tests/fixtures/tlog-vectors.json is there and whole");
    return *json;
  }();
  return read;
}

inline Bytes unhex(std::string_view hex) { return from_hex(hex).value(); }
inline std::vector<Bytes> unhex_all(const Json& list) {
  std::vector<Bytes> out;
  for (const auto& item : list.items()) out.push_back(unhex(item.text()));
  return out;
}

inline const Day monday = *day_of(2026, 11, 23);

inline LeafParts a_leaf(Day day = monday, Fact fact = Fact::submitted) {
  return {.day = day, .office = *OfficeCode::parse("36.73.05"), .service = *ServiceCode::parse("ktp_lost"), .fact = fact,
          .mark = *CaseMark::parse("AAECAwQFBgcICQoL"), .commitment = Commitment::to(Bytes(32, 'g'), "sealed")};
}

// One database, its writer and its log.
struct City {
  explicit City(const std::string& name) : City(Uri{}, "file:/tlog_" + name + "?vfs=memdb") {}
  // A database in memory keeps readers out while its writer writes; one on disk does not.
  static City on_disk(const Folder& folder) { return City(Uri{}, folder.path("opak.db")); }
  struct Uri {};
  City(Uri, std::string name)
      : uri(std::move(name)), writer(store::Database::open(uri, store::Mode::writer).value()) {
    writer.script(std::string(find_embedded("migrations/sqlite/main_0020_transparency.sql")->bytes));
    log.emplace(PublicLog::open(writer, origin, secret_key_of(seed)).value());
  }

  // A batch as the clerk makes it: leaves, one checkpoint, commit.
  void batch(int leaves) {
    store::Transaction transaction(writer);
    for (int i = 0; i < leaves; ++i) log->append(a_leaf(monday + static_cast<int>(log->size() / 300)));
    log->sign_checkpoint();
    transaction.commit();
  }
  store::Database reader() const { return store::Database::open(uri, store::Mode::reader).value(); }
  Result<PublicLog> opened_again() { return PublicLog::open(writer, origin, secret_key_of(seed)); }

  std::string uri;
  store::Database writer;
  std::optional<PublicLog> log;
};

}  // namespace opak::transparency::example
