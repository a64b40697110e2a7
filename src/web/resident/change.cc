// W9: repairing, another address, another day, fetching it oneself, withdrawing. Each page says what happens then.
#include <algorithm>
#include <cctype>

#include "core/application/application.h"
#include "intake/drafts.h"
#include "office/own_data.h"
#include "web/resident/form_answers.h"
#include "web/resident/papers.h"
#include "web/resident/resident.h"

namespace opak::web {
namespace {

using application::Act;
using application::Stage;

struct Place {
  views::Case one;
  std::string path;
};

std::optional<Place> place_of(Site& site, Boards& boards, const Request& request) {
  auto one = case_of_link(site, boards, request);
  if (!one || one->state.number.empty()) return std::nullopt;
  return Place{std::move(*one), link_of(request)};
}

// Every page here: the case behind the secret link, if the table of moves allows the page's own act now; else why not.
template <class Show>
Reply where_it_may(Site& site, const Visitor& visitor, const Request& request, Boards& boards, Act act, const Show& show) {
  const auto place = place_of(site, boards, request);
  if (!place) return error_page(site, visitor, 404);
  if (const auto refusal = application::why_not(place->one.state, act)) return refusal_page(site, visitor, *refusal);
  return show(*place);
}

Page begin_page(Site& site, const Visitor& visitor, std::string title, const std::string& back, const std::vector<Wrong>& wrongs = {}) {
  Page page(site, visitor, {.title = title, .has_errors = !wrongs.empty(), .back = back});
  page.html << "<div class=\"read\">"_lit;
  error_box(page, wrongs);
  page.heading(title);
  return page;
}

Response end_page(Page& page, bool is_well = true) {
  page.html << "</div>"_lit;
  return page.done(is_well ? 200 : 422);
}

// "Are you sure": one sentence, one button, one way back.
Response confirm_page(Site& site, const Visitor& visitor, const Place& place, std::string_view what, Weight weight) {
  const Speech say(site.sentences(), visitor.lang);
  const auto key = "w." + std::string(what);
  auto page = begin_page(site, visitor, std::string(say(key + ".title")), place.path);
  page.paragraph(say(key + ".words"));
  form_begin(page, visitor.path);
  acts_begin(page);
  button(page, say(key + ".button"), weight);
  link_button(page, Href::local(place.path), say("w.no_go_back"));
  acts_end(page);
  form_end(page);
  return end_page(page);
}

Reply carry_out(Site& site, const Visitor& visitor, const Later<office::Answer>& later, const std::string& path) {
  return later.then([&site, visitor, path](const office::Answer& answer) { return after(site, visitor, answer, path); });
}

// ---- Repair

std::vector<std::string> papers_wanted(const application::State& state) {
  if (!state.missing.empty()) return state.missing;
  return state.return_paper.empty() ? std::vector<std::string>{} : std::vector<std::string>{state.return_paper};
}

Response repair_page(Site& site, const Visitor& visitor, Boards& boards, const Place& place, const std::vector<std::string>& hints, std::string_view wrong) {
  const Speech say(site.sentences(), visitor.lang);
  const auto& state = place.one.state;
  const auto& service = site.catalogue.get_service(state.service);
  const auto wanted = papers_wanted(state);
  std::vector<Wrong> wrongs;
  if (!wrong.empty()) wrongs.push_back({"foto", std::string(wrong)});
  const auto* paper = wanted.empty() ? nullptr : service.find_paper(wanted.front());
  const auto title = paper ? say("w.repair.title", {{"berkas", std::string(say(paper->title))}}) : std::string(say("glossary.stage_need_fix"));
  auto page = begin_page(site, visitor, title, place.path, wrongs);
  if (state.stage == Stage::returned) {
    if (const auto* reason = service.find_return_reason(state.return_reason))
      note(page, Tone::plain, say(reason->text, {{"berkas", paper_title(site, say, state.service, state.return_paper)}}));
    if (const auto words = office::officers_words(site.office, boards.database(), place.one); words && !is_empty(*words))
      page.html << "<p>"_lit << say("w.status.officer_wrote") << " <q>"_lit << *words << "</q></p>"_lit;
    page.paragraph(say("w.repair.until", {{"hari", say.long_day(state.answer_by)}}));
  }
  for (const auto& hint : hints) note(page, Tone::plain, say(hint));
  if (paper) {
    form_begin(page, place.path + "/perbaiki", Sends::files);
    hidden(page, "berkas", paper->key);
    paper_field(page, *paper, wrong);
    acts_begin(page);
    button(page, say("w.repair.send"));
    acts_end(page);
    form_end(page);
  } else {
    // What was asked is no photo: an answer that an officer corrects together with the resident.
    page.paragraph(say("w.repair.by_officer"));
  }
  const auto call_me = say("w.repair.call_me", {{"nomor", state.number}});
  const LinkRow rows[] = {{Href::whatsapp(site.catalogue.city().whatsapp, call_me), say("w.repair.not_understood"), Icon::phone}};
  links(page, rows);
  return end_page(page, wrongs.empty());
}

// ---- Address

struct AddressForm {
  std::string kelurahan, street, rt, rw, landmark, receiver;
};

AddressForm read_address(const net::Form& form) {
  const auto text = [&](std::string_view name) { return std::string(form.field(name)); };
  return {text("kelurahan"), text("street"), text("rt"), text("rw"), text("landmark"), text("receiver")};
}

// The same questions and the same judgement as when it was first asked.
std::vector<std::string> address_questions(const law::Service& service) {
  std::vector<std::string> keys;
  for (const auto key : {"kelurahan", "street", "rt", "rw", "landmark", "receiver"})
    if (service.find_question(key)) keys.emplace_back(key);
  return keys;
}

Response address_page(Site& site, const Visitor& visitor, const Place& place, const FormAnswers* typed, const std::vector<Wrong>& wrongs) {
  const Speech say(site.sentences(), visitor.lang);
  const auto& service = site.catalogue.get_service(place.one.state.service);
  auto page = begin_page(site, visitor, std::string(say("w.address.title")), place.path, wrongs);
  page.paragraph(say("w.address.words"));
  form_begin(page, place.path + "/alamat");
  std::vector<const law::Question*> questions;
  for (const auto& key : address_questions(service)) questions.push_back(service.find_question(key));
  question_fields(page, questions, [&](std::string_view key) { return typed ? typed->value(key) : std::string_view(); }, wrongs);
  acts_begin(page);
  button(page, say("w.address.save"));
  acts_end(page);
  form_end(page);
  return end_page(page, wrongs.empty());
}

std::string without_spaces(std::string_view text) {
  std::string out;
  for (const char letter : text)
    if (letter != ' ') out += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return out;
}

// ---- Another day

// The next working days to choose from; the first is the one after today.
std::vector<Day> days_to_choose(const Site& site, Moment now) {
  std::vector<Day> days;
  Day day = day_in_jakarta(now);
  for (int i = 0; i < 5; ++i) days.push_back(day = site.catalogue.city().calendar.next_working_day(day));
  return days;
}

Response schedule_page(Site& site, const Visitor& visitor, const Place& place, const std::vector<Wrong>& wrongs) {
  const Speech say(site.sentences(), visitor.lang);
  auto page = begin_page(site, visitor, std::string(say("w.schedule.title")), place.path, wrongs);
  page.paragraph(say("w.schedule.words"));
  form_begin(page, place.path + "/jadwal");
  std::vector<std::string> values, labels;
  for (const auto day : days_to_choose(site, visitor.now)) {
    values.push_back(iso_day(day));
    labels.push_back(say.long_day(day));
  }
  std::vector<Choice> choices;
  for (std::size_t i = 0; i < values.size(); ++i) choices.push_back({values[i], labels[i]});
  pick_one(page, "hari", say("w.schedule.which"), choices, {}, {}, wrong_of(wrongs, "hari"));
  acts_begin(page);
  button(page, say("glossary.save"));
  acts_end(page);
  form_end(page);
  if (application::may(place.one.state, Act::choose_pickup)) page.html << "<p><a href=\""_lit << Href::local(place.path + "/ambil") << "\">"_lit << say("w.status.pick_up") << "</a></p>"_lit;
  return end_page(page, wrongs.empty());
}

}  // namespace

Reply repair(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::add_paper, [&](const Place& place) -> Reply {
    return repair_page(site, visitor, boards, place, hints_in(site, request.query_field("petunjuk")), {});
  });
}

Reply send_repair(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::add_paper, [&](const Place& place) -> Reply {
    const Speech say(site.sentences(), visitor.lang);
    const auto* file = request.form().find_file("foto");
    if (!file || file->bytes.empty()) return repair_page(site, visitor, boards, place, {}, say("w.paper.none_chosen"));
    const std::string paper(request.form().field("berkas"));
    return intake::send_paper(site.office, {place.one.id, paper, file->bytes}, asked_by(visitor, request)).then([&site, visitor, place](const office::Answer& answer) {
      if (const auto* refusal = office::refused(answer)) {
        const Speech say_again(site.sentences(), visitor.lang);
        Boards again(site.office.reader());
        return repair_page(site, visitor, again, place, {}, say_again(*refusal));
      }
      return after(site, visitor, answer, place.path);
    });
  });
}

Reply address(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::change_address, [&](const Place& place) -> Reply {
    return address_page(site, visitor, place, nullptr, {});
  });
}

Reply save_address(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::change_address, [&](const Place& place) -> Reply {
    const Speech say(site.sentences(), visitor.lang);
    const auto& service = site.catalogue.get_service(place.one.state.service);
    const auto& regions = site.catalogue.city().regions;
    const auto answers = read_answers(service, request.form());
    const auto judged = judge(site, say, answers, true, day_in_jakarta(visitor.now));
    if (!judged.passes()) return address_page(site, visitor, place, &answers, judged.wrongs);
    const auto typed = read_address(request.form());
    const auto found = regions.find(typed.kelurahan);
    const auto* region = regions.by_code(typed.kelurahan);
    if (!region && found.size() == 1) region = found.front();
    if (!region) return address_page(site, visitor, place, &answers, {{"kelurahan", std::string(say("refusal.law.kelurahan_unknown"))}});
    office::ChangeAddress wish{place.one.id, region->code, without_spaces(typed.receiver).empty() ? "self" : "family",
                               Personal<vault::Fields>({{"street", typed.street}, {"rt", typed.rt}, {"rw", typed.rw}, {"landmark", typed.landmark}, {"receiver_name", typed.receiver}})};
    return carry_out(site, visitor, office::change_address(site.office, std::move(wish), asked_by(visitor, request)), place.path);
  });
}

Reply schedule(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::choose_day, [&](const Place& place) -> Reply {
    return schedule_page(site, visitor, place, {});
  });
}

Reply save_schedule(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::choose_day, [&](const Place& place) -> Reply {
    const auto day = parse_iso_day(request.form().field("hari"));
    const auto days = days_to_choose(site, visitor.now);
    if (!day || std::find(days.begin(), days.end(), *day) == days.end()) {
      const Speech say(site.sentences(), visitor.lang);
      return schedule_page(site, visitor, place, {{"hari", std::string(say("w.schedule.choose"))}});
    }
    return carry_out(site, visitor, office::choose_day(site.office, {place.one.id, *day}, asked_by(visitor, request)), place.path);
  });
}

Reply confirm_pickup(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::choose_pickup, [&](const Place& place) -> Reply {
    return confirm_page(site, visitor, place, "pickup", Weight::main);
  });
}

Reply save_pickup(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::choose_pickup, [&](const Place& place) -> Reply {
    return carry_out(site, visitor, office::choose_pickup(site.office, {place.one.id}, asked_by(visitor, request)), place.path);
  });
}

Reply confirm_withdraw(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::withdraw, [&](const Place& place) -> Reply {
    return confirm_page(site, visitor, place, "withdraw", Weight::danger);
  });
}

Reply save_withdraw(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::withdraw, [&](const Place& place) -> Reply {
    return carry_out(site, visitor, office::withdraw(site.office, {place.one.id}, asked_by(visitor, request)), place.path);
  });
}

Reply not_received(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::dispute, [&](const Place& place) -> Reply {
    return confirm_page(site, visitor, place, "not_received", Weight::danger);
  });
}

Reply save_not_received(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::dispute, [&](const Place& place) -> Reply {
    return carry_out(site, visitor, office::dispute(site.office, {place.one.id, "not_received", "applicant_link"}, asked_by(visitor, request)), place.path);
  });
}

}  // namespace opak::web
