#include <istream>
#include <ostream>

#include "base/text.h"
#include "catalogue/catalogue.h"
#include "commands/catalogue_of.h"
#include "commands/city.h"
#include "commands/data_folder.h"
#include "commands/erasures.h"
#include "commands/words.h"
#include "law/nik.h"
#include "law/phone.h"
#include "office/own_data.h"

namespace opak::commands {
namespace {

// The number as the index knows it.
tl::expected<std::string, Refusal> number_from(std::istream& in, ErasedBy by) {
  std::string line;
  std::getline(in, line);
  if (by == ErasedBy::phone) {
    const auto phone = law::Phone::parse(line);
    if (!phone) return tl::unexpected(phone.error());
    return phone->international();
  }
  const auto nik = law::Nik::parse(line);
  if (!nik) return tl::unexpected(nik.error());
  return nik->digits();
}

Exit say_refusal(Terminal& terminal, const catalogue::Catalogue& catalogue, const Refusal& refusal) {
  terminal.err << "opak: " << catalogue.sentences().say(catalogue::Lang::en, refusal) << "\n";
  return Exit::refused;
}

// The city is stopped, so somebody's own look at the database is all that can stand in the way; given a few seconds to end.
Result<int> finish(office::Office& office) {
  const int tries = office.settings().copier == nullptr ? 20 : 1;  // The second place is not asked from here.
  auto left = office::finish_erasures(office);
  for (int i = 1; i < tries && left && *left > 0; ++i) left = office::finish_erasures(office);
  return left;
}

}  // namespace

Exit erase(const Told& told, ErasedBy by, Terminal& terminal) {
  auto folder = DataFolder::open(told.data, DataFolder::For::work);
  if (!folder) return say_failure(terminal, folder.error());
  if (!(*folder)->has_database()) return say_failure(terminal, {"there is no database in " + told.data});
  auto catalogue = catalogue_of(told.settings);
  if (!catalogue) return say_failure(terminal, catalogue.error());
  terminal.err << (by == ErasedBy::nik ? "NIK: " : "Telephone number: ") << std::flush;
  const auto number = number_from(terminal.in, by);
  if (!number) return say_refusal(terminal, *catalogue, number.error());

  QuietOffice quiet(**folder, *catalogue, told.settings);
  if (auto opened = quiet.open(); !opened) return say_failure(terminal, opened.error());
  auto& office = quiet.office();
  const Personal<std::string> personal(*number);
  const auto subject = by == ErasedBy::nik ? office::find_person(office, office.reader(), personal) : office::find_contact(office, office.reader(), personal);
  if (!subject) return say_refusal(terminal, *catalogue, {"office.person_unknown"});

  const auto list = (*folder)->file(erasures_file);
  if (auto noted = note_erasure(list, "begun", *subject, office.now()); !noted) return say_failure(terminal, noted.error());
  const auto answer = office::erase(office, {*subject}, {.actor = "system"}).wait();
  if (const auto* refusal = office::refused(answer)) {
    if (auto noted = note_erasure(list, "kept", *subject, office.now()); !noted) return say_failure(terminal, noted.error());
    return say_refusal(terminal, *catalogue, *refusal);
  }
  if (const auto* failure = office::failed(answer)) return say_failure(terminal, *failure);
  const auto now = office.now();
  const auto left = finish(office);
  if (!left) return say_failure(terminal, left.error());
  quiet.close();
  if (auto noted = note_erasure(list, "done", *subject, now); !noted) return say_failure(terminal, noted.error());
  terminal.out << "Erased. The book and the public log still prove that something was done, and no longer for whom.\n"
               << "Copies of keys in backups pass away within 35 days; " << list << " sees to it that a restore forgets too.\n";
  if (*left > 0 && !told.settings.copy_to.empty())
    terminal.out << "Not finished yet: the second place still holds older states with the destroyed key. The city lets them go when it runs; `/sehat` and `opak verify` say when it is done.\n";
  else if (*left > 0)
    terminal.out << "Not finished yet: another program reads the database and holds the old log, in which the destroyed key still stands. Close that program;\n"
                 << "the city finishes by itself when it runs, and `opak verify` says when it is done.\n";
  return Exit::fine;
}

}  // namespace opak::commands
