#include "office/readings.h"

#include "office/documents.h"
#include "office/open_file.h"

namespace opak::office {
namespace {

std::string place_of(const std::string& document) { return "reading/" + document; }

Reading reading_of(Office& office, store::Database& reader, const PaperToRead& paper, const vault::Grant& grant) {
  Reading reading;
  Sealed sealed;
  {
    auto row = reader.query("SELECT stand, sealed FROM office_reading WHERE document = $1").text(paper.document);
    if (!row.next()) return reading;
    const auto stand = row.string_at(0);
    reading.stand = stand == "waiting" ? ReadingStand::waiting : stand == "read" ? ReadingStand::read : ReadingStand::unreadable;
    if (reading.stand != ReadingStand::read) return reading;
    sealed.bytes = Bytes(row.blob_at(1));
  }
  const auto fields = office.vault().open_fields(reader, paper.subject, place_of(paper.document), sealed, grant);
  if (fields) reading.fields = *fields;
  else reading.stand = ReadingStand::unreadable;
  return reading;
}

}  // namespace

void want_reading_in(Book& book, const PaperToRead& paper, Hurry hurry) {
  book.database().query("INSERT INTO office_reading (document, subject, stand, first, asked_at) VALUES ($1, $2, 'waiting', $3, $4) "
                        "ON CONFLICT (document) DO UPDATE SET first = max(first, excluded.first) WHERE stand = 'waiting'")
      .text(paper.document).text(paper.subject).number(hurry == Hurry::officer_waits ? 1 : 0).number(book.now().ms).run();
}

void want_readings(Office& office, std::vector<PaperToRead> papers) {
  if (papers.empty()) return;
  office.record({.actor = "system"}, [papers = std::move(papers)](Book& book) -> Answer {
    for (const auto& paper : papers)
      if (is_document_of(book.database(), paper.document, paper.subject)) want_reading_in(book, paper, Hurry::officer_waits);
    return Done{};
  });
}

std::optional<PaperToRead> next_paper_to_read(store::Database& reader, WhichPapers which) {
  for (const int first : {1, 0}) {
    if (first == 0 && which == WhichPapers::officer_waits) break;
    auto row = reader.query("SELECT document, subject FROM office_reading WHERE stand = 'waiting' AND first = $1 ORDER BY document LIMIT 1").number(first);
    if (row.next()) return PaperToRead{row.string_at(0), row.string_at(1)};
  }
  return std::nullopt;
}

std::optional<Opened<Bytes>> open_to_read(Office& office, store::Database& reader, const PaperToRead& paper) {
  return read_document(office, reader, paper.subject, paper.document, GrantMaker::standing("read_papers"));
}

Later<Answer> keep_reading(Office& office, PaperToRead paper, std::optional<Personal<vault::Fields>> fields) {
  return office.record({.actor = "system"}, [&office, paper, fields = std::move(fields)](Book& book) -> Answer {
    auto& database = book.database();
    const auto key = office.vault().find_key(database, paper.subject);
    if (!key || !is_document_of(database, paper.document, paper.subject)) {
      database.query("DELETE FROM office_reading WHERE document = $1").text(paper.document).run();
      return Done{};
    }
    if (!fields) {
      database.query("UPDATE office_reading SET stand = 'unreadable' WHERE document = $1").text(paper.document).run();
      return Done{};
    }
    const auto sealed = office.vault().seal(*key, place_of(paper.document), *fields);
    database.query("UPDATE office_reading SET stand = 'read', sealed = $1 WHERE document = $2").blob(sealed.bytes).text(paper.document).run();
    return Done{};
  });
}

void forget_readings_of(store::Database& database, std::string_view subject) {
  // A backup of an older version is restored before it is brought up to date.
  if (!database.query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'office_reading'").next()) return;
  database.query("DELETE FROM office_reading WHERE subject = $1").text(subject).run();
}

std::optional<Reading> reading_of_case(Office& office, store::Database& reader, const views::Case& found, const std::string& paper, const Asked& asked) {
  if (!was_opened_lately(reader, found.id, asked.actor, office.now(), Openings::of_the_file)) return std::nullopt;
  const auto document = found.state.papers.find(paper);
  if (document == found.state.papers.end()) return std::nullopt;
  return reading_of(office, reader, {document->second, found.state.person}, GrantMaker::for_subject(found.state.person, "papers"));
}

Reading reading_of_own(Office& office, store::Database& reader, const PaperToRead& paper) { return reading_of(office, reader, paper, GrantMaker::standing("own_draft")); }

}  // namespace opak::office
