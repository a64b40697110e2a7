// Papers as sealed files: "documents/<2 letters>/<id>" in the files folder, named by chance and never by a person.
#pragma once

#include "base/personal.h"
#include "office/office.h"

namespace opak::office {

std::string document_file(std::string_view document);

// Seals under the subject's key and writes the file. The row that makes it count is written by `note_document` in the
// wish; a file without a row is swept away later.
Result<std::string> write_document(Office& office, const vault::SubjectKey& key, ByteView bytes);
void note_document(Book& book, const std::string& document, const std::string& subject, std::size_t bytes);
// In a wish: the document counts no more. The caller removes its file once the wish is done.
void forget_document(Book& book, const std::string& document);
bool is_document_of(store::Database& database, std::string_view document, std::string_view subject);

std::optional<Opened<Bytes>> read_document(Office& office, store::Database& reader, std::string_view subject, std::string_view document, const vault::Grant& grant);

// Removes files that no row counts and that are older than a day: left over by a wish that was refused or a power cut.
// Returns how many.
int sweep_documents(Office& office);

}  // namespace opak::office
