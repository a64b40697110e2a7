// What a resident may see and ask of their own data, and what machines may read to do their work.
#pragma once

#include <optional>

#include "office/office.h"
#include "views/boards.h"

namespace opak::office {

// What the status page shows without a code: the masked name only. None: erased.
std::optional<Opened<std::string>> masked_street_of(Office&, store::Database& reader, const views::Case&);  // "J**** M****** 7"
std::optional<Opened<std::string>> masked_name_of(Office&, store::Database& reader, const views::Case&);

// What a courier made of the door where nobody took the card, while it is still to be brought or fetched. None: none was made, or erased.
bool has_door_photo(store::Database& reader, const views::Case&);
std::optional<Opened<Bytes>> open_door_photo(Office&, store::Database& reader, const views::Case&);

// The words an officer wrote when returning or rejecting, for the applicant behind the secret link or the code.
std::optional<Opened<std::string>> officers_words(Office&, store::Database& reader, const views::Case&);

// For the message writer: whom to write, how, in which words. Standing grant "notify", counted per batch.
// `unwanted`: ways they do not want, by their names ("sms email").
struct Addressee { Opened<std::string> phone, bsuid, name, email, unwanted; };
std::optional<Addressee> addressee(Office&, store::Database& reader, std::string_view contact);

// A draft's own answers, for the one who writes it (session or chat of that contact). Standing grant "own_draft".
std::optional<Opened<vault::Fields>> open_own(Office&, store::Database& reader, std::string_view subject, std::string_view place, const Sealed&);
Sealed seal_own(Office&, store::Database& reader, std::string_view subject, std::string_view place, const Personal<vault::Fields>&);
std::optional<Opened<Bytes>> open_own_document(Office&, store::Database& reader, std::string_view subject, std::string_view document);

// The receipt: the acknowledgement's number, leaf and C2SP tlog-proof text. None: not submitted.
struct Receipt { std::string number; std::int64_t leaf = 0; std::string proof; Moment at; std::string salt_hex, sealed_entry_base64; };
std::optional<Receipt> receipt_of(Office&, store::Database& reader, std::string_view application);

// Erases a person (or contact) everywhere: open applications are withdrawn, the key goes, then finish_erasures does what a
// commit cannot. Role admin. With a person go the numbers that filed for nobody else. Done words: {"subjects", ids},
// {"files", names}, {"left", how many erasures are not finished yet}.
struct Erase { std::string subject; };
Later<Answer> erase(Office&, Erase, const Asked&);
// Also goes what the person, or somebody for them, wrote in a chat of a number that filed for others as well.
// For a backup that came back: closes the open cases of those who were erased since, and forgets what was said about them.
// Actor "system"; their keys need not be there. Done words: {"closed", n}, {"left", n whose card is made already}, {"files", names}.
Later<Answer> forget_again(Office&, std::vector<std::string> subjects, const Asked&);
// Notes the subjects on the erasure list ("erasures.list" in the files folder: outside backups, so that a restored one
// forgets too), removes the sealed files and empties the write-ahead log of the old keys' bytes. A reader that holds the log
// prevents the last; then it is asked again, by whoever runs the city, until the answer is 0. Cheap when there is nothing.
Result<int> finish_erasures(Office&);
int erasures_unfinished(store::Database& reader);
std::optional<std::string> find_person(Office&, store::Database& reader, const Personal<std::string>& nik);
std::optional<std::string> find_contact(Office&, store::Database& reader, const Personal<std::string>& phone);

}  // namespace opak::office
