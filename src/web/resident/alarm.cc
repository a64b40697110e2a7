// "Bukan saya": somebody filed in this person's name. The page shows what is known without personal data; the button
// freezes the application at once, and an officer calls.
#include "core/application/application.h"
#include "office/apply_for.h"
#include "web/resident/resident.h"

namespace opak::web {
namespace {

std::optional<views::Case> alarmed_case(Site& site, Boards& boards, const Request& request) {
  if (!office::is_alarm_token(site.office, request.matched.at(0), request.matched.at(1))) return std::nullopt;
  return boards.find_case(request.matched.at(0));
}

}  // namespace

Reply alarm(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto one = alarmed_case(site, boards, request);
  if (!one) return error_page(site, visitor, 404);
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say("w.alarm.title"))});
  page.html << "<div class=\"read\">"_lit;
  page.heading(say("w.alarm.title"));
  if (one->state.disputed) {
    note(page, Tone::ok, say("w.alarm.frozen"));
    page.paragraph(say("w.alarm.next"));
  } else if (const auto refusal = application::why_not(one->state, application::Act::dispute)) {
    note(page, Tone::info, say(*refusal));
  } else {
    page.paragraph(say("w.alarm.words", {{"waktu", say.long_moment(one->state.submitted_at)}}));
    page.paragraph(say("w.alarm.what_happens"));
    form_begin(page, visitor.path);
    acts_begin(page);
    button(page, say("w.alarm.button"), Weight::danger);
    acts_end(page);
    form_end(page);
    page.paragraph(say("w.alarm.was_me"));
  }
  const LinkRow rows[] = {{Href::whatsapp(site.catalogue.city().whatsapp, say("w.whatsapp.hello")), say("w.whatsapp.officer"), Icon::bubble}};
  links(page, rows);
  page.html << "</div>"_lit;
  return page.done();
}

Reply raise_alarm(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto one = alarmed_case(site, boards, request);
  if (!one) return error_page(site, visitor, 404);
  return office::dispute(site.office, {one->id, "not_me", "known_contact"}, asked_by(visitor, request)).then([&site, visitor](const office::Answer& answer) {
    return after(site, visitor, answer, visitor.path);
  });
}

}  // namespace opak::web
