// One act over several talks: ticked in the list, seen before it is done, then done one by one. Each talk keeps its own rules and its own
// answer, so one that may not does not hold up the others.
#include <memory>

#include "access/staff.h"
#include "base/text.h"
#include "intake/desk.h"
#include "web/officer/bulk_parts.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/talks.h"

namespace opak::web::officer {
namespace {

constexpr std::size_t talks_max = 25;  // A page of the list.
constexpr BulkList talk_list{"/petugas/percakapan", "o.talk.list", "o.talk.bulk.tick_first"};

struct Bulk {
  std::string act;  // "ambil" | "alihkan" | "bukan" | "pesan"
  std::vector<intake::Standing> talks;
  std::string to, words, reason;
  office::Asked asked;
};

bool is_act(std::string_view act) { return act == "ambil" || act == "alihkan" || act == "bukan" || act == "pesan"; }

Bulk bulk_of(Site& site, const Visitor& visitor, const Request& request) {
  const auto& form = request.form();
  Bulk bulk{.act = std::string(form.field("aksi")), .talks = {}, .to = std::string(form.field("kepada")), .words = trimmed(form.field("kata")), .reason = std::string(form.field("alasan")),
            .asked = asked_of(visitor, request)};
  for (const auto& [name, value] : form.fields) {
    if (!name.starts_with(talk_tick_prefix) || value != "ya" || bulk.talks.size() == talks_max) continue;
    auto standing = intake::find_standing(site.office.reader(), std::string_view(name).substr(talk_tick_prefix.size()));
    if (!intake::may_answer(bulk.asked, standing)) bulk.talks.push_back(std::move(*standing));
  }
  return bulk;
}

Words counted(const Bulk& bulk) { return {{"n", std::to_string(bulk.talks.size())}}; }

void carried_fields(Page& page, const Bulk& bulk) {
  hidden(page, "aksi", bulk.act);
  for (const auto& standing : bulk.talks) hidden(page, std::string(talk_tick_prefix) + standing.contact, "ya");
}

void other_part(Page& page, const Bulk& bulk, const std::vector<Wrong>& wrongs) {
  const auto& say = page.say;
  form_begin(page, path_to_do(talk_list));
  carried_fields(page, bulk);
  if (bulk.act == "alihkan") {
    std::vector<ChoiceGroup> people(1);
    const auto staff = access::list_staff(page.site.office.reader());
    for (const auto& each : staff)
      if (each.active && each.id != page.visitor.officer->id && each.roles.has_any({access::Role::operator_, access::Role::supervisor})) people[0].choices.push_back({each.id, each.name});
    select(page, {.name = "kepada", .label = say("o.pass.to"), .value = bulk.to, .wrong = wrong_of(wrongs, "kepada")}, people, say("o.choose"));
    text_area(page, {.name = "kata", .label = say("o.talk.pass_note"), .hint = say("o.talk.note_hint"), .value = bulk.words, .wrong = wrong_of(wrongs, "kata"), .letters_max = bulk_words_max}, 3);
  }
  if (bulk.act == "bukan") {
    page.hint(say("o.talk.no_request_hint"));
    std::vector<Choice> reasons;
    for (const auto reason : intake::no_request_reasons) reasons.push_back({reason, say("o.talk.no_request." + std::string(reason))});
    pick_one(page, "alasan", say("o.talk.no_request_why"), reasons, bulk.reason, {}, wrong_of(wrongs, "alasan"));
  }
  bulk_confirm(page, talk_list, say("o.talk.bulk." + bulk.act, counted(bulk)));
  form_end(page);
}

Response preview(Site& site, const Visitor& visitor, const Bulk& bulk, const std::vector<Wrong>& wrongs) {
  const Speech say(site.sentences(), visitor.lang);
  if (bulk.talks.empty() || !is_act(bulk.act)) return bulk_preview_page(site, visitor, talk_list, std::string(say("o.talk.bulk.nothing")), wrongs, {});
  return bulk_preview_page(site, visitor, talk_list, say("o.talk.bulk." + bulk.act, counted(bulk)), wrongs, [&](Page& page) {
    talk_list_rows(page, bulk.talks);
    if (bulk.act != "pesan") return other_part(page, bulk, wrongs);
    bulk_words_part(page, talk_list, [&] { carried_fields(page, bulk); }, {bulk.words, page.say("o.bulk.write_n", counted(bulk)), wrongs});
  });
}

std::vector<Wrong> wrongs_of(Site& site, const Visitor& visitor, const Bulk& bulk) {
  const Speech say(site.sentences(), visitor.lang);
  std::vector<Wrong> wrongs;
  if (bulk.act == "alihkan" && bulk.to.empty()) wrongs.push_back({"kepada", std::string(say("o.pass.whom"))});
  if (bulk.act == "alihkan" && bulk.words.empty()) wrongs.push_back({"kata", std::string(say("o.talk.note_missing"))});
  if (bulk.act == "pesan" && bulk.words.empty()) wrongs.push_back({"kata", std::string(say("o.bulk.words_missing"))});
  if (letters_count(bulk.words) > bulk_words_max) wrongs.push_back({"kata", std::string(say("o.bulk.words_long"))});
  if (bulk.act == "bukan" && bulk.reason.empty()) wrongs.push_back({"alasan", std::string(say("o.reason_missing"))});
  return wrongs;
}

Later<office::Answer> do_one(Site& site, const Bulk& bulk, const std::string& contact) {
  auto asked = bulk.asked;
  if (!asked.key.empty()) asked.key += "/" + contact;
  if (bulk.act == "pesan") return intake::answer_by_officer(site.office, {contact, Personal<std::string>(bulk.words)}, asked);
  if (bulk.act == "alihkan") return intake::pass_talk(site.office, {contact, bulk.to, Personal<std::string>(bulk.words)}, asked);
  if (bulk.act == "bukan") return intake::mark_no_request(site.office, {contact, bulk.reason}, asked);
  return intake::take_over(site.office, contact, asked);
}

LaterPage do_all(Site& site, const Visitor& visitor, const std::shared_ptr<const Bulk>& bulk) {
  return do_one_by_one(site, visitor, bulk->talks.size(), [&site, bulk](std::size_t n) { return do_one(site, *bulk, bulk->talks[n].contact); },
                       [&site, visitor, bulk](const std::vector<Why>& whys) {
                         const Speech say(site.sentences(), visitor.lang);
                         std::vector<Outcome> outcomes;
                         for (std::size_t n = 0; n < whys.size(); ++n)
                           outcomes.push_back({say("o.talk.bulk.talk", {{"n", std::to_string(n + 1)}}), talk_path(bulk->talks[n].contact), whys[n]});
                         return bulk_outcomes_page(site, visitor, talk_list, "o.talk.bulk.outcome", outcomes);
                       });
}

}  // namespace

Reply talks_bulk_preview(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto bulk = bulk_of(site, visitor, request);
  const bool looked = request.form().has("kata") && bulk.act == "pesan";
  return preview(site, visitor, bulk, looked ? wrongs_of(site, visitor, bulk) : std::vector<Wrong>{});
}

Reply talks_bulk_do(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  auto bulk = std::make_shared<const Bulk>(bulk_of(site, visitor, request));
  if (bulk->talks.empty() || !is_act(bulk->act)) return preview(site, visitor, *bulk, {});
  if (auto wrongs = wrongs_of(site, visitor, *bulk); !wrongs.empty()) return preview(site, visitor, *bulk, wrongs);
  return do_all(site, visitor, bulk);
}

}  // namespace opak::web::officer
