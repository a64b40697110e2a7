// W6 and what can be taken away from it: the sheet for paper, the proof for a computer, the day for the calendar.
#include "office/own_data.h"
#include "web/resident/resident.h"
#include "web/resident/status_parts.h"

namespace opak::web {
namespace {

struct Sent {
  views::Case one;
  std::string path;
};

std::optional<Sent> sent_case(Site& site, Boards& boards, const Request& request) {
  auto one = case_of_link(site, boards, request);
  if (!one || one->state.number.empty()) return std::nullopt;
  return Sent{std::move(*one), link_of(request)};
}

// Three lines with days: what happens next, if nothing is asked back.
void next_lines(Page& page, const application::State& state) {
  const auto& calendar = page.site.catalogue.city().calendar;
  const auto& service = page.site.catalogue.get_service(state.service);
  const auto received = calendar.day_of_receipt(state.submitted_at);
  const auto looked = calendar.add_working_days(received, service.working_days("first_look"));
  const auto printed = calendar.add_working_days(received, service.working_days("first_look") + 1);
  page.html << "<ol class=\"next\">"_lit;
  if (!state.missing.empty()) {
    // No day is promised for what has not begun.
    page.html << "<li>"_lit << page.say("w.sent.paper_comes", {{"berkas", paper_title(page.site, page.say, state.service, state.missing.front())}}) << "</li>"_lit;
    for (const auto* key : {"w.sent.papers_checked", "w.sent.printed", state.way == "pick_up" ? "w.sent.pickup" : "w.sent.delivered"}) page.html << "<li>"_lit << page.say(key) << "</li>"_lit;
    page.html << "</ol>"_lit;
    return page.paragraph(page.say("w.status.day_after_answer"));
  }
  const auto line = [&](Day day, std::string_view key) { page.html << "<li><b>"_lit << page.say.long_day(day) << "</b>: "_lit << page.say(key) << "</li>"_lit; };
  line(looked, "w.sent.papers_checked");
  line(std::min(printed, state.promised_on == Day{} ? printed : state.promised_on), "w.sent.printed");
  if (state.promised_on != Day{}) line(state.promised_on, state.way == "pick_up" ? "w.sent.pickup" : "w.sent.delivered");
  page.html << "</ol>"_lit;
}

void proof_block(Page& page, Boards& boards, const Sent& sent) {
  const auto receipt = office::receipt_of(page.site.office, boards.database(), sent.one.id);
  if (!receipt) return;
  page.html << "<details><summary>"_lit << page.say("w.proof.title") << "</summary><p>"_lit
            << page.say("w.proof.words", {{"urutan", page.say.number(receipt->leaf)}, {"waktu", page.say.long_moment(receipt->at)}}) << "</p><p class=\"acts\">"_lit;
  link_button(page, Href::local(sent.path + "/bukti.tlog-proof"), page.say("w.proof.download"));
  link_button(page, Href::fixed("/log-publik"), page.say("w.proof.check"));
  page.html << "</p></details>"_lit;
}

std::string two_digits(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

std::string ics_day(Day day) {
  const auto date = date_of(day);
  return std::to_string(date.year) + two_digits(date.month) + two_digits(date.day);
}

}  // namespace

Reply sent(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto what = sent_case(site, boards, request);
  if (!what) return error_page(site, visitor, 404);
  const auto& state = what->one.state;
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say("w.sent.title"))});
  page.html << "<div class=\"read\"><section class=\"now\"><h1>"_lit << say.own("w.sent.title") << "</h1><p class=\"big-number num\">"_lit << state.number << "</p></section>"_lit;
  if (!state.missing.empty()) note(page, Tone::plain, say("w.status.missing", {{"berkas", paper_title(site, say, state.service, state.missing.front())}}));
  page.subheading(say("w.sent.next"));
  next_lines(page, state);
  page.subheading(say("w.sent.keep"));
  acts_begin(page);
  link_button(page, Href::local(what->path), say("w.sent.status"), Weight::main);
  link_button(page, Href::whatsapp("", shared_words(site, say, state.number)), say("glossary.share_wa"), Weight::second, Icon::bubble);
  link_button(page, Href::local(what->path + "/tanda-terima"), say("w.status.print"), Weight::second, Icon::print);
  if (state.expected_on() != Day{}) link_button(page, Href::local(what->path + "/kalender.ics"), say("w.sent.calendar"), Weight::second, Icon::calendar);
  acts_end(page);
  note(page, Tone::info, say("w.sent.never_ask"));
  free_notice(page);
  proof_block(page, boards, *what);
  page.html << "</div>"_lit;
  return page.done();
}

Reply receipt_sheet(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto what = sent_case(site, boards, request);
  const auto receipt = what ? office::receipt_of(site.office, boards.database(), what->one.id) : std::nullopt;
  if (!receipt) return error_page(site, visitor, 404);
  const auto& state = what->one.state;
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say("glossary.receipt")), .back = what->path});
  page.html << "<div class=\"read\">"_lit;
  page.heading(say("glossary.receipt"));
  page.html << "<p class=\"big-number num\">"_lit << state.number << "</p>"_lit;
  summary_begin(page);
  summary_row(page, {say("w.check.service"), service_title(site, say, state.service)});
  summary_row(page, {say("w.receipt.received"), say.long_moment(state.submitted_at)});
  if (const auto day = state.expected_on(); day != Day{}) summary_row(page, {say("w.prepare.expected"), say.long_day(day)});
  summary_row(page, {say("w.receipt.office"), site.catalogue.city().office_name});
  summary_row(page, {say("w.receipt.leaf"), say.number(receipt->leaf)});
  summary_row(page, {say("w.prepare.fee"), say("w.status.free")});
  summary_end(page);
  page.html << "<div class=\"qrbox\">"_lit;
  qr(page, whole_address(site, what->path), say("w.receipt.qr"));
  page.html << "<p>"_lit << say("w.receipt.qr") << "</p></div>"_lit;
  note(page, Tone::plain, say("w.free_notice"));
  page.html << "<details><summary>"_lit << say("w.proof.title") << "</summary><pre class=\"proof\">"_lit << receipt->proof << "</pre></details>"_lit;
  page.html << "<p class=\"acts\">"_lit;
  link_button(page, Href::local(what->path + "/bukti.tlog-proof"), say("w.proof.download"));
  page.html << "</p></div>"_lit;
  return page.done();
}

Reply receipt_proof(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto what = sent_case(site, boards, request);
  const auto receipt = what ? office::receipt_of(site.office, boards.database(), what->one.id) : std::nullopt;
  if (!receipt) return error_page(site, visitor, 404);
  Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.headers = {{"Cache-Control", "no-store"}, {"Content-Disposition", "attachment; filename=\"" + what->one.state.number + ".tlog-proof\""}};
  response.body = receipt->proof;
  return response;
}

Reply calendar_file(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto what = sent_case(site, boards, request);
  if (!what || what->one.state.expected_on() == Day{}) return error_page(site, visitor, 404);
  const Speech say(site.sentences(), visitor.lang);
  const auto& state = what->one.state;
  Response response;
  response.content_type = "text/calendar; charset=utf-8";
  response.headers = {{"Cache-Control", "no-store"}, {"Content-Disposition", "attachment; filename=\"" + state.number + ".ics\""}};
  response.body = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Opak Manis//ID\r\nBEGIN:VEVENT\r\nUID:" + state.mark + "@opak\r\nDTSTAMP:" + ics_day(day_in_jakarta(state.submitted_at)) +
                  "T000000Z\r\nDTSTART;VALUE=DATE:" + ics_day(state.expected_on()) + "\r\nSUMMARY:" +
                  say(state.way == "pick_up" ? "w.sent.pickup" : "w.sent.delivered", Words{}) + " (" + state.number + ")\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
  return response;
}

}  // namespace opak::web
