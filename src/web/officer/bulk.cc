// One act over several files: ticked in the inbox, seen before it is done, then done one by one. Each file keeps its own rules
// and its own answer, so one that may not does not hold up the others.
#include <memory>
#include <set>

#include "access/staff.h"
#include "base/text.h"
#include "intake/conversations.h"
#include "office/check.h"
#include "web/officer/bulk_parts.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web::officer {
namespace {

constexpr std::string_view tick_prefix = "p-";
constexpr BulkList inbox{"/petugas", "o.inbox", "o.bulk.tick_first"};

struct Bulk {
  std::string act;  // "ambil" | "alihkan" | "pesan"
  std::vector<Case> cases;
  std::string to, words;
  office::Asked asked;
};

bool is_act(std::string_view act) { return act == "ambil" || act == "alihkan" || act == "pesan"; }

Bulk bulk_of(const Visitor& visitor, const Request& request, Boards& boards) {
  Bulk bulk{.act = std::string(request.form().field("aksi")), .cases = {}, .to = std::string(request.form().field("kepada")),
            .words = trimmed(request.form().field("kata")), .asked = asked_of(visitor, request)};
  for (const auto& [name, value] : request.form().fields) {
    if (!name.starts_with(tick_prefix) || value != "ya" || bulk.cases.size() == static_cast<std::size_t>(views::page_size)) continue;
    if (auto item = web::find_case(boards, std::string_view(name).substr(tick_prefix.size()))) bulk.cases.push_back(std::move(*item));
  }
  return bulk;
}

std::size_t people_count(const Bulk& bulk) {
  std::set<std::string> people;
  for (const auto& item : bulk.cases) people.insert(item.state.contact);
  return people.size();
}

std::string title_of(const Speech& say, const Bulk& bulk) { return say("o.bulk.title_" + bulk.act, {{"n", std::to_string(bulk.cases.size())}}); }

void carried_fields(Page& page, const Bulk& bulk) {
  hidden(page, "aksi", bulk.act);
  for (const auto& item : bulk.cases) hidden(page, std::string(tick_prefix) + item.state.number, "ya");
}

void ticked_list(Page& page, const Bulk& bulk) {
  const auto held = holders(page.site);
  page.html << "<ul class=\"inbox wide\">"_lit;
  for (const auto& item : bulk.cases) case_row(page, item, held);
  page.html << "</ul>"_lit;
}

void take_part(Page& page, const Bulk& bulk) {
  form_begin(page, path_to_do(inbox));
  carried_fields(page, bulk);
  bulk_confirm(page, inbox, page.say("o.bulk.take_n", {{"n", std::to_string(bulk.cases.size())}}));
  form_end(page);
}

void pass_part(Page& page, const Bulk& bulk, const std::vector<Wrong>& wrongs) {
  const auto& say = page.say;
  form_begin(page, path_to_do(inbox));
  carried_fields(page, bulk);
  std::vector<ChoiceGroup> people(1);
  const auto staff = access::list_staff(page.site.office.reader());
  for (const auto& each : staff)
    if (each.active && each.id != page.visitor.officer->id && each.roles.has_any({access::Role::operator_, access::Role::verifier, access::Role::supervisor}))
      people[0].choices.push_back({each.id, each.name});
  select(page, {.name = "kepada", .label = say("o.pass.to"), .value = bulk.to, .wrong = wrong_of(wrongs, "kepada")}, people, say("o.choose"));
  bulk_confirm(page, inbox, say("o.bulk.pass_n", {{"n", std::to_string(bulk.cases.size())}}));
  form_end(page);
}

Response preview(Site& site, const Visitor& visitor, const Bulk& bulk, const std::vector<Wrong>& wrongs) {
  const Speech say(site.sentences(), visitor.lang);
  if (bulk.cases.empty() || !is_act(bulk.act)) return bulk_preview_page(site, visitor, inbox, std::string(say("o.bulk.nothing")), wrongs, {});
  return bulk_preview_page(site, visitor, inbox, title_of(say, bulk), wrongs, [&](Page& page) {
    ticked_list(page, bulk);
    if (bulk.act == "ambil") take_part(page, bulk);
    else if (bulk.act == "alihkan") pass_part(page, bulk, wrongs);
    else bulk_words_part(page, inbox, [&] { carried_fields(page, bulk); }, {bulk.words, page.say("o.bulk.write_n", {{"n", std::to_string(people_count(bulk))}}), wrongs});
  });
}

std::vector<Wrong> wrongs_of(Site& site, const Visitor& visitor, const Bulk& bulk) {
  const Speech say(site.sentences(), visitor.lang);
  if (bulk.act == "alihkan") {
    const auto staff = access::find_staff(site.office.reader(), bulk.to);
    if (!staff || !staff->active) return {{"kepada", std::string(say("o.pass.whom"))}};
  }
  if (bulk.act == "pesan" && bulk.words.empty()) return {{"kata", std::string(say("o.bulk.words_missing"))}};
  if (bulk.act == "pesan" && letters_count(bulk.words) > bulk_words_max) return {{"kata", std::string(say("o.bulk.words_long"))}};
  return {};
}

Later<office::Answer> do_one(Site& site, const Bulk& bulk, const Case& item) {
  auto asked = bulk.asked;
  if (!asked.key.empty()) asked.key += "/" + item.id;
  if (bulk.act == "pesan") return intake::write_to_applicant(site.office, {item.id, Personal<std::string>(bulk.words), intake::Answers::as_before}, asked);
  if (bulk.act == "alihkan") return office::assign(site.office, {item.id, bulk.to}, asked);
  return office::assign(site.office, {item.id, asked.actor.substr(8), true}, asked);
}

// Somebody with two applications hears the same words once.
bool was_written_to(const Bulk& bulk, std::size_t n) {
  for (std::size_t before = 0; before < n; ++before)
    if (bulk.cases[before].state.contact == bulk.cases[n].state.contact) return true;
  return false;
}

LaterPage do_all(Site& site, const Visitor& visitor, const std::shared_ptr<const Bulk>& bulk) {
  return do_one_by_one(
      site, visitor, bulk->cases.size(),
      [&site, bulk](std::size_t n) {
        return bulk->act == "pesan" && was_written_to(*bulk, n) ? Later<office::Answer>::ready(office::Done{}) : do_one(site, *bulk, bulk->cases[n]);
      },
      [&site, visitor, bulk](const std::vector<Why>& whys) {
        std::vector<Outcome> outcomes;
        for (std::size_t n = 0; n < whys.size(); ++n) outcomes.push_back({bulk->cases[n].state.number, check_path(bulk->cases[n].state.number), whys[n]});
        return bulk_outcomes_page(site, visitor, inbox, "o.bulk.outcome_" + bulk->act, outcomes);
      });
}

}  // namespace

Reply bulk_preview(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto bulk = bulk_of(visitor, request, boards);
  const bool looked = request.form().has("kata");
  return preview(site, visitor, bulk, looked && bulk.act == "pesan" ? wrongs_of(site, visitor, bulk) : std::vector<Wrong>{});
}

Reply bulk_do(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  auto bulk = std::make_shared<const Bulk>(bulk_of(visitor, request, boards));
  if (bulk->cases.empty() || !is_act(bulk->act)) return preview(site, visitor, *bulk, {});
  if (auto wrongs = wrongs_of(site, visitor, *bulk); !wrongs.empty()) return preview(site, visitor, *bulk, wrongs);
  return do_all(site, visitor, bulk);
}

}  // namespace opak::web::officer
