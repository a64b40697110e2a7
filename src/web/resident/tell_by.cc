// W8: by which ways news comes besides WhatsApp.
#include "base/text.h"
#include "channels/carrier.h"
#include "office/own_data.h"
#include "office/tell_by.h"
#include "web/resident/change.h"
#include "web/resident/resident.h"

namespace opak::web {
namespace {

using changing::begin_page;
using changing::end_page;
using changing::Place;
using changing::place_of;
using changing::told;

Response form_page(Site& site, const Visitor& visitor, Boards& boards, const Place& place, const std::vector<Wrong>& wrongs, int status) {
  const Speech say(site.sentences(), visitor.lang);
  const auto known = office::addressee(site.office, boards.database(), place.one.state.contact);
  if (!known) return error_page(site, visitor, 404);
  auto page = begin_page(site, visitor, std::string(say("w.tell_by.title")), place.path, wrongs);
  page.paragraph(say("w.tell_by.words"));
  form_begin(page, place.path + "/kabar");
  tick(page, "sms", say("w.tell_by.sms"), channels::wants(*known, "sms"));
  field(page, {.name = "surel", .label = say("w.tell_by.email"), .hint = say(is_empty(known->email) ? "w.tell_by.email_hint" : "w.tell_by.email_kept"), .wrong = wrong_of(wrongs, "surel"),
               .autocomplete = "email", .letters_max = 254, .optional = true});
  if (!is_empty(known->email)) tick(page, "hapus", say("w.tell_by.email_forget"), false);
  acts_begin(page);
  button(page, say("glossary.save"));
  link_button(page, Href::local(place.path), say("w.no_go_back"));
  acts_end(page);
  form_end(page);
  auto response = end_page(page, wrongs.empty());
  if (status != 200) response.status = status;
  return response;
}

}  // namespace

Reply tell_by_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto place = place_of(site, boards, request);
  if (!place) return error_page(site, visitor, 404);
  return form_page(site, visitor, boards, *place, {}, 200);
}

Reply save_tell_by(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto place = place_of(site, boards, request);
  if (!place) return error_page(site, visitor, 404);
  const auto& form = request.form();
  office::TellBy wish{place->one.state.contact, Personal<std::string>(trimmed(form.field("surel"))), form.field("hapus") == "ya", {}};
  if (form.field("sms") != "ya") wish.unwanted.push_back("sms");
  return office::tell_by(site.office, std::move(wish), asked_by(visitor, request)).then([&site, visitor, place = *place](const office::Answer& answer) {
    if (const auto* refusal = office::refused(answer); refusal != nullptr && refusal->key == "office.email_odd") {
      Boards boards(site.office.reader());
      return form_page(site, visitor, boards, place, {{"surel", Speech(site.sentences(), visitor.lang)(*refusal)}}, 422);
    }
    return after(site, visitor, answer, told(place.path, "cara_kabar"));
  });
}

}  // namespace opak::web
