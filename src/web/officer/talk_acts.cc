// What an officer does with a talk besides answering: take it, hand it over, note something, and the sign that they are typing.
#include "access/staff.h"
#include "base/json.h"
#include "base/text.h"
#include "intake/desk.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/talks.h"

namespace opak::web::officer {
namespace {

// The talk again, with the reason at the button that was pressed.
Again again(Site& site, const Visitor& visitor, const Request& request, std::string act) {
  return [&site, visitor, contact = request.matched[0], act = std::move(act), fields = typed_of(request)](const Refusal& refusal) {
    return show_talk(site, visitor, contact, {.act = act, .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields});
  };
}

LaterPage wrong(Site& site, const Visitor& visitor, const Request& request, std::string act, std::vector<Wrong> wrongs) {
  return show_talk(site, visitor, request.matched[0], {.act = std::move(act), .words = {}, .wrongs = std::move(wrongs), .typed = typed_of(request)});
}

}  // namespace

// POST /petugas/percakapan/*/ambil
Reply take_talk(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  return go_on(site, visitor, intake::take_over(site.office, request.matched[0], asked_of(visitor, request)), talk_path(request.matched[0]), again(site, visitor, request, "ambil"));
}

// POST /petugas/percakapan/*/alihkan
Reply pass_talk(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const Speech say(site.sentences(), visitor.lang);
  const auto to = std::string(request.form().field("kepada"));
  const auto note = trimmed(request.form().field("catatan-alih"));
  std::vector<Wrong> wrongs;
  if (to.empty()) wrongs.push_back({"kepada", std::string(say("o.pass.whom"))});
  if (note.empty()) wrongs.push_back({"catatan-alih", std::string(say("o.talk.note_missing"))});
  if (!wrongs.empty()) return wrong(site, visitor, request, "alihkan", std::move(wrongs));
  return go_on(site, visitor, intake::pass_talk(site.office, {request.matched[0], to, Personal<std::string>(note)}, asked_of(visitor, request)), done_path("/petugas/percakapan", "talk_passed"),
               again(site, visitor, request, "alihkan"));
}

// POST /petugas/percakapan/*/catat
Reply note_talk(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto note = trimmed(request.form().field("catatan"));
  if (note.empty()) return wrong(site, visitor, request, "catat", {{"catatan", std::string(Speech(site.sentences(), visitor.lang)("o.talk.note_missing"))}});
  return go_on(site, visitor, intake::add_note(site.office, request.matched[0], Personal<std::string>(note), asked_of(visitor, request)), talk_path(request.matched[0]), again(site, visitor, request, "catat"));
}

// POST /petugas/percakapan/*/tanda, by the console's script: "ketik" is "ya" while somebody types. Answers who else types, and how many lines the talk
// has, so that the page can say that something new came. Typing keeps the talk with whoever holds it.
Reply talk_sign(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto& contact = request.matched[0];
  const office::Asked asked{.actor = visitor.actor(), .roles = visitor.officer->roles};
  const auto standing = intake::find_standing(boards.database(), contact);
  if (intake::may_answer(asked, standing)) return error_page(site, visitor, 404);
  const auto answer = [&site, visitor, contact, heard = standing->heard_at](const office::Answer&) -> Response {
    const Speech say(site.sentences(), visitor.lang);
    std::string words;
    if (const auto colleague = site.signs->colleague(contact, visitor.officer->id, visitor.now); !colleague.empty()) {
      const auto staff = access::find_staff(site.office.reader(), colleague);
      words = say("o.talk.typing", {{"siapa", staff ? staff->name : std::string()}});
    }
    Response response;
    response.content_type = "application/json";
    response.headers.emplace_back("Cache-Control", "no-store");
    response.body = Json::object({{"tanda", words}, {"dengar", heard.ms}, {"baru", std::string(say("o.talk.new_lines"))}}).write();
    return response;
  };
  if (request.form().field("ketik") != "ya") return answer(office::Done{});
  site.signs->typing(contact, visitor.officer->id, visitor.now);
  return intake::keep_hold(site.office, contact, asked).then(answer);
}

}  // namespace opak::web::officer
