#include "office/documents.h"

#include "base/ids.h"
#include "base/log.h"
#include "office/book.h"

namespace opak::office {

std::string document_file(std::string_view document) {
  ensure(is_id(document), "a document has an id");
  return "documents/" + std::string(document.substr(document.size() - 2)) + "/" + std::string(document);
}

Result<std::string> write_document(Office& office, const vault::SubjectKey& key, ByteView bytes) {
  const auto id = new_id(office.now(), office.world().chance);
  const auto sealed = office.vault().seal_file(key, id, bytes);
  if (auto written = office.world().files.write_durable(document_file(id), sealed.bytes); !written) return tl::unexpected(written.error());
  return id;
}

void note_document(Book& book, const std::string& document, const std::string& subject, std::size_t bytes) {
  book.database().query("INSERT INTO vault_document (document, subject, bytes, made_at) VALUES ($1, $2, $3, $4)")
      .text(document).text(subject).number(static_cast<std::int64_t>(bytes)).number(book.now().ms).run();
}

void forget_document(Book& book, const std::string& document) {
  book.database().query("DELETE FROM vault_document WHERE document = $1").text(document).run();
  book.database().query("DELETE FROM office_reading WHERE document = $1").text(document).run();  // What was read on it goes along.
}

bool is_document_of(store::Database& database, std::string_view document, std::string_view subject) {
  return database.query("SELECT 1 FROM vault_document WHERE document = $1 AND subject = $2").text(document).text(subject).next();
}

std::optional<Opened<Bytes>> read_document(Office& office, store::Database& reader, std::string_view subject, std::string_view document, const vault::Grant& grant) {
  if (!is_id(document)) return std::nullopt;
  const auto bytes = office.world().files.read(document_file(document));
  if (!bytes) return std::nullopt;
  return office.vault().open_file(reader, subject, document, Sealed{*bytes}, grant);
}

int sweep_documents(Office& office) {
  const auto names = office.world().files.list("documents");
  if (!names) {
    log_warning("the papers could not be listed", {{"why", names.error().what}});
    return 0;
  }
  int removed = 0;
  for (const auto& name : *names) {
    const auto document = name.substr(name.rfind('/') + 1);
    if (!is_id(document) || made_at(document) > office.now() + -days(1)) continue;
    if (office.reader().query("SELECT 1 FROM vault_document WHERE document = $1").text(document).next()) continue;
    if (office.world().files.remove(name)) ++removed;
  }
  if (removed > 0) log_info("stray papers removed", {{"count", removed}});
  return removed;
}

}  // namespace opak::office
