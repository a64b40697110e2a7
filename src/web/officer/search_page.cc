// Finding a file by number, NIK, KK, phone or name. The words come as a form and go nowhere but to the office: they stand in no
// address, no diary and not on the page that answers. What is found is opened for the purpose "search" before it is shown.
#include "base/text.h"
#include "intake/conversations.h"
#include "law/application_number.h"
#include "office/search.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web::officer {
namespace {

struct Result {
  std::vector<Case> cases;
  std::vector<std::string> talks;  // Contacts with a conversation.
  bool more = false;
  bool asked = false;       // False: only the box.
  bool recorded = false;    // The search stands in the trails of what it found.
  std::string refused = {};
};

void found_list(Page& page, const Result& result) {
  const auto& say = page.say;
  if (result.cases.empty() && result.talks.empty()) {
    note(page, Tone::info, say("o.search.none"), say("o.search.none_next"));
    return;
  }
  page.paragraph(say("o.search.found", {{"n", std::to_string(result.cases.size())}}));
  const auto held = holders(page.site);
  page.html << "<ul class=\"inbox wide\">"_lit;
  for (const auto& item : result.cases) case_row(page, item, held);
  page.html << "</ul>"_lit;
  if (result.more) page.hint(say("o.search.more"));
  std::vector<LinkRow> rows;
  for (const auto& contact : result.talks) rows.push_back({Href::local("/petugas/percakapan/" + contact), say("o.search.talk"), Icon::talk});
  if (!rows.empty()) links(page, rows);
  if (result.recorded && !result.cases.empty()) page.hint(say("o.search.recorded"));
}

Response result_page(Site& site, const Visitor& visitor, const Result& result, int status = 200) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.search.title")), .back = "/petugas", .desk = "kotak"});
  solo_begin(page);
  page.html << "<div class=\"read\">"_lit;
  page.heading(page.say("o.search.title"));
  page.hint(page.say("o.search.how"));
  search_box(page, page.say("o.inbox.search"));
  page.html << "<div role=\"status\">"_lit;
  if (!result.refused.empty()) note(page, Tone::warn, result.refused);
  else if (result.asked) found_list(page, result);
  page.html << "</div></div>"_lit;
  solo_end(page);
  return page.done_staff(status);
}

// What officers say to each other: "228", "00228", "OM 2611 00228", without the letter that a machine checks. The letter is worked
// out, so that each guess is one look by the key; a serial alone is looked for in the last twelve months, newest first.
std::vector<std::string> numbers_meant(std::string_view words, Day today) {
  auto core = upper_ascii(words);
  std::erase_if(core, [](char c) { return c == ' ' || c == '-' || c == '.' || c == '/'; });
  if (core.starts_with("OM")) core.erase(0, 2);
  if (core.empty() || core.size() > 10 || only_digits(core) != core) return {};
  const auto now = date_of(today);
  std::vector<std::string> numbers;
  const auto add = [&](int year, int month, int serial) {
    if (month >= 1 && month <= 12 && serial >= 1) numbers.push_back(law::ApplicationNumber::make(year, month, serial).text());
  };
  if (core.size() >= 9) {
    add(2000 + std::stoi(core.substr(0, 2)), std::stoi(core.substr(2, 2)), std::stoi(core.substr(4)));
  } else if (core.size() <= 6) {
    for (int back = 0, month = now.month, year = now.year; back < 12; ++back) {
      add(year, month, std::stoi(core));
      if (--month == 0) month = 12, --year;
    }
  }
  return numbers;
}

// A number is public: it is on every receipt.
std::optional<Result> by_number(Boards& boards, std::string_view words, Day today) {
  if (auto found = web::find_case(boards, words)) return Result{.cases = {std::move(*found)}, .talks = {}, .asked = true};
  Result result{.cases = {}, .talks = {}, .asked = true};
  for (const auto& number : numbers_meant(words, today))
    if (auto found = boards.find_case_by_number(number)) result.cases.push_back(std::move(*found));
  // Nine digits without "OM" may be a telephone; what can only be an application's number is looked for nowhere else.
  const bool is_only_a_number = upper_ascii(words).starts_with("OM") ? !only_digits(words).empty() : !words.empty() && words.size() <= 6 && only_digits(words) == words;
  if (result.cases.empty() && !is_only_a_number) return std::nullopt;
  return result;
}

Result read_found(Site& site, const Visitor& visitor, const office::Found& found) {
  Boards boards(site.office.reader());
  Result result{.cases = {}, .talks = {}, .more = found.more, .asked = true, .recorded = true};
  for (const auto& id : found.applications)
    if (auto item = boards.find_case(id)) result.cases.push_back(std::move(*item));
  if (visitor.has_any({access::Role::operator_, access::Role::supervisor}))
    for (const auto& contact : found.contacts)
      if (intake::find_standing(site.office.reader(), contact)) result.talks.push_back(contact);
  return result;
}

}  // namespace

Reply search_page(Site& site, const Visitor& visitor, const Request&, Boards&) { return result_page(site, visitor, {}); }

// Answers at once instead of leading on: an address to lead to would have to carry the words or what was found.
Reply search(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto words = shortened(one_spaced(request.form().field("cari")), 200);
  if (auto numbered = by_number(boards, words, day_in_jakarta(visitor.now))) return result_page(site, visitor, *numbered);
  return office::search(site.office, {Personal<std::string>(words)}, asked_of(visitor, request)).then([&site, visitor](const office::FoundAnswer& answer) -> Response {
    if (const auto* failure = std::get_if<Failure>(&answer)) return failure_page(site, visitor, *failure);
    if (const auto* refusal = std::get_if<Refusal>(&answer))
      return result_page(site, visitor, {.cases = {}, .talks = {}, .refused = Speech(site.sentences(), visitor.lang)(*refusal)}, 422);
    return result_page(site, visitor, read_found(site, visitor, std::get<office::Found>(answer)));
  });
}

}  // namespace opak::web::officer
