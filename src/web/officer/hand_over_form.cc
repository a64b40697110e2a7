#include "web/officer/hand_over_form.h"

#include "base/text.h"
#include "office/deliver.h"

namespace opak::web::officer {

void letters_form(Page& page, const Door& door, const application::State& state, const Trouble& trouble) {
  const auto& say = page.say;
  const auto value = [&](std::string_view name) { return typed(trouble.typed, name); };
  trouble_at(page, trouble, "serahkan");
  form_begin(page, door.action);
  field(page, {.name = "amplop", .label = say("o.hand.envelope"), .hint = say("o.hand.envelope_hint"), .value = value("amplop"), .wrong = wrong_of(trouble.wrongs, "amplop"), .autocomplete = "off", .width = "w16", .letters_max = 40});
  field(page, {.name = "kode", .label = say("o.hand.secret"), .hint = say("o.hand.secret_hint"), .wrong = wrong_of(trouble.wrongs, "kode"), .autocomplete = "off", .width = "w16", .letters_max = 40});
  std::vector<Choice> receivers{{"self", say("o.receiver.self")}};
  if (state.receiver == "family") receivers.push_back({"family", say("o.receiver.family")});
  if (state.receiver == "rt_rw") receivers.push_back({"rt_rw", say("o.receiver.rt_rw")});
  pick_one(page, "penerima", say("o.hand.who"), receivers, value("penerima").empty() ? std::string_view("self") : value("penerima"));
  tick(page, "wajah", say("o.hand.face"), value("wajah") == "ya", say("o.hand.face_hint"), wrong_of(trouble.wrongs, "wajah"));
  if (state.takes_old_card) tick(page, "lama", say("o.hand.old_card"), value("lama") == "ya", say("o.hand.old_card_hint"), wrong_of(trouble.wrongs, "lama"));
  page.html << "<div class=\"stack\"><button class=\"btn big\">"_lit << say("o.hand.send") << "</button></div>"_lit;
  form_end(page);
}

namespace {

Response wrong_envelope(Site& site, const Visitor& visitor, const Door& door) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.hand.wrong_title")), .has_errors = true, .desk = "antar"});
  page.html << "<main class=\"pane solo stopsign\" id=\"isi\" role=\"alert\">"_lit;
  page.heading(page.say("o.hand.wrong_title"));
  page.paragraph(page.say("o.hand.wrong_words"));
  page.html << "<div class=\"stack\">"_lit;
  link_button(page, Href::local(door.action), page.say("o.hand.scan_again"));
  page.html << "</div></main>"_lit;
  return page.done_staff(409);
}

std::vector<Wrong> wrongs_of_door(const Speech& say, const net::Form& form, bool takes_old_card) {
  std::vector<Wrong> wrongs;
  if (trimmed(form.field("amplop")).empty()) wrongs.push_back({"amplop", std::string(say("o.hand.envelope_missing"))});
  if (trimmed(form.field("kode")).empty()) wrongs.push_back({"kode", std::string(say("o.hand.secret_missing"))});
  if (form.field("wajah") != "ya") wrongs.push_back({"wajah", std::string(say("o.hand.face_missing"))});
  if (takes_old_card && form.field("lama") != "ya") wrongs.push_back({"lama", std::string(say("o.hand.old_card_missing"))});
  return wrongs;
}

}  // namespace

Reply hand_over_at(Site& site, const Visitor& visitor, const Request& request, Boards& boards, const Door& door, ShowDoor show) {
  const auto parcel = boards.find_parcel(door.parcel);
  if (!parcel) return error_page(site, visitor, 404);
  const auto& form = request.form();
  const Speech say(site.sentences(), visitor.lang);
  if (auto wrongs = wrongs_of_door(say, form, parcel->state.takes_old_card); !wrongs.empty())
    return show({.act = "serahkan", .words = {}, .wrongs = std::move(wrongs), .typed = typed_of(request)});
  office::HandOver wish{.run = door.run, .parcel = door.parcel, .envelope_letters = std::string(form.field("amplop")), .secret_letters = std::string(form.field("kode")),
                        .receiver = std::string(form.field("penerima").empty() ? "self" : form.field("penerima")), .old_card_taken = form.field("lama") == "ya",
                        .face_matches = form.field("wajah") == "ya"};
  return page_after(site, visitor, office::hand_over(site.office, std::move(wish), asked_of(visitor, request)),
                    [&site, visitor, door, show = std::move(show), fields = typed_of(request)](const office::Answer& answer) {
                      const Speech say(site.sentences(), visitor.lang);
                      if (const auto* failure = office::failed(answer)) return LaterPage::ready(failure_page(site, visitor, *failure));
                      if (const auto* refusal = office::refused(answer)) {
                        if (refusal->key == "delivery.wrong_envelope") return LaterPage::ready(wrong_envelope(site, visitor, door));
                        return show({.act = "serahkan", .words = say(*refusal), .wrongs = {}, .typed = fields});
                      }
                      const auto& done = *office::done(answer);
                      if (done.word("result") == "wrong_secret")
                        return show({.act = "serahkan", .words = {}, .wrongs = {{"kode", say("o.hand.secret_wrong", {{"sisa", done.word("left")}})}}, .typed = fields});
                      return LaterPage::ready(see_other(done_path(door.back, "handed_over")));
                    });
}

}  // namespace opak::web::officer
