#include "intake/readings.h"

#include <algorithm>

#include "law/answer.h"
#include "paper/text.h"

namespace opak::intake {
namespace {

constexpr int worth_proposing = 50;

Opened<vault::Fields> written_by_resident(const office::FileOpened& file, const std::string& region) {
  auto all = PersonalAccess::look(file.person);
  for (const auto& field : PersonalAccess::look(file.address)) all.push_back(field);
  all.emplace_back("kelurahan", region);
  return PersonalAccess::open(std::move(all));
}

// A family card tells of many; of whom a form is, only where there is one.
bool tells_of_one(const PaperReading& reading) {
  return reading.kind != PaperKind::family_card || std::count_if(reading.fields.begin(), reading.fields.end(), [](const auto& field) { return field.name == "nik"; }) == 1;
}

void propose(const PaperReading& reading, Moment at, const law::Service& service, const law::Regions& regions, std::vector<Heard>& guesses) {
  for (const auto& field : reading.fields) {
    const bool is_persons_own = field.name == "nik" || field.name == "name";
    if (field.sure < worth_proposing || (is_persons_own && !tells_of_one(reading))) continue;
    const auto* question = service.find_question(field.name);
    if (question == nullptr) continue;
    auto value = PersonalAccess::look(field.value);
    if (field.name == "kelurahan") {
      const auto found = regions.find(value);
      if (found.size() != 1) continue;
      value = found.front()->code;
    }
    const auto accepted = law::accept_answer(*question, value, regions);
    if (!accepted || accepted->empty()) continue;
    const bool is_known = std::any_of(guesses.begin(), guesses.end(), [&](const auto& one) { return one.question == field.name; });
    if (!is_known) guesses.push_back({field.name, PersonalAccess::open(std::string(*accepted)), at, std::string(name_of(reading.kind))});
  }
}

}  // namespace

bool read_next_paper(office::Office& office, office::WhichPapers which) {
  const auto next = office::next_paper_to_read(office.reader(), which);
  if (!next) return false;
  const auto bytes = office::open_to_read(office, office.reader(), *next);
  std::optional<Personal<vault::Fields>> fields;
  if (bytes) {
    const auto text = paper::read_text(office.world().child, PersonalAccess::look(*bytes));
    if (!text && text.error().key == "paper.not_now") return false;  // It waits on.
    if (text) fields = written(paper_fields_in(PersonalAccess::look(*text).lines, day_in_jakarta(office.now())));
  }
  return office::done(office::keep_reading(office, *next, std::move(fields)).wait()) != nullptr;
}

PaperFinding finding_of(office::Office& office, store::Database& reader, const views::Case& item, const std::string& paper, const office::FileOpened& file, const office::Asked& asked) {
  PaperFinding finding;
  const auto reading = office::reading_of_case(office, reader, item, paper, asked);
  if (!reading) return finding;
  finding.stand = reading->stand;
  if (reading->stand == office::ReadingStand::never_asked || reading->stand == office::ReadingStand::waiting) office::want_readings(office, {{item.state.papers.at(paper), item.state.person}});
  if (reading->stand != office::ReadingStand::read) return finding;
  finding.reading = paper_reading_of(reading->fields);
  finding.wrong_paper = is_wrong_paper(paper, finding.reading);
  finding.fields = compared(finding.reading, written_by_resident(file, item.state.region), office.catalogue().city().regions, day_in_jakarta(office.now()));
  return finding;
}

PaperGuesses guesses_of_photos(office::Office& office, store::Database& reader, std::string_view contact, const law::Service& service) {
  PaperGuesses found;
  std::vector<office::PaperToRead> unread;
  auto photos = photos_of_talk(reader, contact);
  std::reverse(photos.begin(), photos.end());  // The newest counts.
  for (const auto& photo : photos) {
    const office::PaperToRead paper{photo.document, std::string(contact)};
    const auto reading = office::reading_of_own(office, reader, paper);
    if (reading.stand == office::ReadingStand::read) propose(paper_reading_of(reading.fields), photo.at, service, office.catalogue().city().regions, found.guesses);
    if (reading.stand == office::ReadingStand::never_asked || reading.stand == office::ReadingStand::waiting) unread.push_back(paper);
  }
  found.waiting = static_cast<int>(unread.size());
  office::want_readings(office, std::move(unread));
  return found;
}

std::vector<Heard> joined(std::vector<Heard> said, const std::vector<Heard>& read, const law::Service& service) {
  const auto find = [](const std::vector<Heard>& all, const std::string& question) {
    return std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.question == question; });
  };
  std::vector<Heard> all;
  for (const auto& question : service.questions) {
    if (const auto found = find(said, question.key); found != said.end()) all.push_back(*found);
    else if (const auto photo = find(read, question.key); photo != read.end()) all.push_back(*photo);
  }
  return all;
}

}  // namespace opak::intake
