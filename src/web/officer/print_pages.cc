// P1 and P2: who is next, one card after another, and the envelope. The order is the rule's, not the printer's.
#include <algorithm>
#include <set>

#include "base/ids.h"
#include "base/text.h"
#include "law/ordering.h"
#include "office/own_data.h"
#include "office/personal_facts.h"
#include "office/print.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/stock.h"

namespace opak::web::officer {
namespace {

using application::Act;
using application::Stage;

std::string chosen_printer(const Request& request, const std::vector<std::string>& printers) {
  const auto wish = request.query_field("mesin");
  if (std::find(printers.begin(), printers.end(), wish) != printers.end()) return wish;
  return printers.empty() ? std::string() : printers.front();
}

void counters(Page& page, Boards& boards) {
  const auto& say = page.say;
  const auto stock = boards.find_stock(page.site.catalogue.city().code);
  const auto number = [&](std::int64_t n, std::string_view key) {
    page.html << "<li><b class=\"num\">"_lit << say.number(n) << "</b><span>"_lit << say(key) << "</span></li>"_lit;
  };
  page.html << "<ul class=\"kpi\">"_lit;
  number(stock ? stock->available() : 0, "o.print.available");
  number(boards.count({.stages = {Stage::print_ready}}), "o.print.ready");
  number(boards.count({.stages = {Stage::waiting_blangko}}), "o.print.waiting");
  number(stock && stock->day == day_in_jakarta(page.visitor.now) ? stock->spoiled : 0, "o.print.spoiled");
  page.html << "</ul>"_lit;
  if (const auto held = boards.count({.stages = {Stage::waiting_blangko}, .identity_check_needed = true}); held > 0) page.hint(say("o.blangko.held", {{"n", std::to_string(held)}}));
}

void printer_tabs(Page& page, const std::vector<std::string>& printers, std::string_view chosen) {
  if (printers.size() < 2) return;
  page.html << "<ul class=\"tabs\" aria-label=\""_lit << page.say("o.print.printer") << "\">"_lit;
  for (const auto& printer : printers) {
    page.html << "<li><a href=\""_lit << Href::local("/cetak?mesin=" + percent_encoded(printer)) << "\""_lit;
    if (printer == chosen) page.html << " aria-current=\"true\""_lit;
    page.html << ">"_lit << printer << "</a></li>"_lit;
  }
  page.html << "</ul>"_lit;
}

void case_table(Page& page, const std::vector<Case>& cases, std::string_view caption, bool at_printer) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""_lit << caption << "\"><table class=\"rows\"><caption>"_lit << caption << "</caption><thead><tr><th scope=\"col\">"_lit << say("glossary.application_number")
       << "</th><th scope=\"col\">"_lit << say("o.field.name") << "</th><th scope=\"col\">"_lit << say("o.field.region") << "</th><th scope=\"col\">"_lit
       << say("o.print.promise") << "</th><th scope=\"col\"><span class=\"vh\">"_lit << say("o.print.act") << "</span></th></tr></thead><tbody>"_lit;
  for (const auto& item : cases) {
    html << "<tr><th class=\"num\" scope=\"row\">"_lit << item.state.number << "</th><td>"_lit << office::masked_name_of(page.site.office, page.site.office.reader(), item)
         << "</td><td>"_lit << region_name(page.site, item.state.region) << "</td><td>"_lit;
    due_pill(page, item);
    if (item.state.lane == "priority") pill(page, Tone::warn, say("o.print.priority"));
    html << "</td><td>"_lit;
    if (at_printer) {
      link_button(page, Href::local("/cetak/" + item.state.number), say("o.print.open"));
    } else if (const auto refusal = application::why_not(item.state, Act::take_for_print)) {
      html << "<span class=\"muted small\">"_lit << say(*refusal) << "</span>"_lit;
    }
    html << "</td></tr>"_lit;
  }
  html << "</tbody></table></div>"_lit;
}

Response list_page(Site& site, const Visitor& visitor, const Request* request, Boards& boards, std::string printer, const Trouble& trouble) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.print.title")), .has_errors = trouble.any(), .desk = "cetak"});
  const auto& say = page.say;
  const auto printers = known_printers(boards, site);
  if (printer.empty() && request) printer = chosen_printer(*request, printers);
  solo_begin(page);
  page.heading(say("o.print.title"));
  greeting(page);
  counts_note(page);
  if (request) done_note(page, *request);
  counters(page, boards);
  printer_tabs(page, printers, printer);

  const auto at_printer = boards.list({.stages = {Stage::printing}, .printer = printer});
  if (!at_printer.cases.empty()) {
    const auto& next = at_printer.cases.front();
    page.html << "<section class=\"stop next\"><p class=\"step\">"_lit << say("o.print.next") << "</p><h2>"_lit << next.state.number << "</h2>"_lit;
    acts_begin(page);
    page.html << "<a class=\"btn\" data-key=\"Enter\" href=\""_lit << Href::local("/cetak/" + next.state.number) << "\">"_lit << say("o.print.open") << " <kbd>Enter</kbd></a>"_lit;
    acts_end(page);
    page.html << "</section>"_lit;
    case_table(page, at_printer.cases, say("o.print.at_printer", {{"mesin", printer}, {"n", std::to_string(at_printer.total)}}), true);
  }

  const auto ready = boards.list({.stages = {Stage::print_ready}});
  page.subheading(say("o.print.line", {{"n", std::to_string(ready.total)}}));
  page.hint(say(law::print_order_rule(day_in_jakarta(visitor.now)).rule));
  trouble_at(page, trouble, "ambil");
  if (ready.total == 0) {
    page.html << "<p class=\"muted\">"_lit << say("o.print.none") << "</p>"_lit;
  } else if (printer.empty()) {
    note(page, Tone::warn, say("o.print.no_printer"));
    acts_begin(page);
    link_button(page, Href::fixed("/blangko#beri"), say("o.stock.give"));
    acts_end(page);
  } else {
    form_begin(page, "/cetak/ambil");
    hidden(page, "mesin", printer);
    const auto count = std::to_string(std::min<std::int64_t>(20, ready.total));
    field(page, {.name = "jumlah", .label = say("o.print.how_many"), .value = typed(trouble.typed, "jumlah").empty() ? std::string_view(count) : typed(trouble.typed, "jumlah"),
                 .kind = InputKind::digits, .width = "w4", .letters_max = 3});
    acts_begin(page);
    button(page, say("o.print.take", {{"mesin", printer}}), at_printer.cases.empty() ? Weight::main : Weight::second);
    acts_end(page);
    form_end(page);
    case_table(page, ready.cases, say("o.print.ready"), false);
    page.html << "<details><summary>"_lit << say("o.print.before_turn") << "</summary>"_lit;
    trouble_at(page, trouble, "dahulukan");
    form_begin(page, "/cetak/dahulukan");
    hidden(page, "mesin", printer);
    field(page, {.name = "nomor", .label = say("glossary.application_number"), .value = typed(trouble.typed, "nomor"), .width = "w16", .letters_max = 20});
    field(page, {.name = "alasan", .label = say("o.print.before_why"), .hint = say("o.print.before_public"), .value = typed(trouble.typed, "alasan"), .letters_max = 120});
    button(page, say("o.print.before_send"), Weight::second);
    form_end(page);
    page.html << "</details>"_lit;
  }
  solo_end(page);
  return page.done_staff(trouble.words.empty() ? 200 : 409);
}

Again list_again(Site& site, const Visitor& visitor, const Request& request, std::string act) {
  return [&site, visitor, act = std::move(act), fields = typed_of(request)](const Refusal& refusal) {
    Boards boards(site.office.reader());
    return LaterPage::ready(list_page(site, visitor, nullptr, boards, std::string(typed(fields, "mesin")),
                                      {.act = act, .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields}));
  };
}

Response one_page(Site& site, const Visitor& visitor, Boards& boards, const Case& item, const Trouble& trouble, const office::FileOpened& file) {
  Page page(site, visitor, {.title = item.state.number, .has_errors = trouble.any(), .desk = "cetak"});
  const auto& say = page.say;
  const auto& state = item.state;
  solo_begin(page);
  page.html << "<p class=\"step\">"_lit << state.number << " &middot; "_lit << service_title(page, state) << " &middot; "_lit << state.printer << "</p>"_lit;
  page.html << "<h1>"_lit << vault::field_of(file.person, "name") << "</h1>"_lit;
  if (state.disputed) note(page, Tone::bad, say("o.banner.disputed"), say("o.banner.disputed_" + state.dispute_what));
  summary_begin(page);
  summary_row(page, "NIK", masked_number(vault::field_of(file.person, "nik")));
  summary_row(page, Row{.question = say("o.field.region"), .answer = region_name(site, state.region)});
  if (state.takes_old_card) summary_row(page, Row{.question = say("o.print.old_card"), .answer = say("o.yes")});
  summary_end(page);

  if (const auto refusal = application::why_not(state, Act::record_print)) {
    note(page, Tone::info, say(*refusal));
    if (state.stage == Stage::printed) {
      acts_begin(page);
      link_button(page, Href::local("/cetak/" + state.number + "/label"), say("o.print.label"), Weight::main, Icon::print);
      acts_end(page);
    }
  } else {
    form_begin(page, "/cetak/" + state.number);
    hidden(page, "mesin", state.printer);
    trouble_at(page, trouble, "cetak");
    const auto expected = next_serial_at(boards, site, state.printer);
    field(page, {.name = "blangko", .label = say("o.print.serial"), .hint = expected.empty() ? say("o.print.printer_empty", {}) : say("o.print.serial_hint", {{"nomor", expected}}),
                 .value = typed(trouble.typed, "blangko"), .wrong = wrong_of(trouble.wrongs, "blangko"), .autocomplete = "off", .width = "w16", .letters_max = 20});
    acts_begin(page);
    button(page, say("o.print.good"), Weight::main, "hasil", "baik");
    acts_end(page);
    form_end(page);

    page.html << "<details"_lit << (trouble.act == "rusak" ? " open>"_lit : ">"_lit) << "<summary>"_lit << say("o.print.spoiled_now") << "</summary>"_lit;
    trouble_at(page, trouble, "rusak");
    form_begin(page, "/cetak/" + state.number + "/rusak");
    hidden(page, "mesin", state.printer);
    field(page, {.name = "serial", .label = say("o.print.serial_spoiled"), .value = typed(trouble.typed, "serial"), .wrong = wrong_of(trouble.wrongs, "serial"), .width = "w16", .letters_max = 20});
    const std::vector<Choice> whys{{"print_smeared", say("o.reason.print_smeared")}, {"card_bent", say("o.reason.card_bent")}, {"chip_dead", say("o.reason.chip_dead")}, {"machine_jam", say("o.reason.machine_jam")}};
    pick_one(page, "sebab", say("o.print.spoiled_why"), whys, typed(trouble.typed, "sebab"), {}, wrong_of(trouble.wrongs, "sebab"));
    button(page, say("o.print.spoil"), Weight::danger);
    form_end(page);
    page.html << "</details>"_lit;
  }
  if (application::may(state, Act::put_back_from_print)) {
    trouble_at(page, trouble, "kembali");
    button_form(page, "/cetak/" + state.number + "/kembali", say("o.print.put_back"), Weight::link);
  }
  solo_end(page);
  return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
}

LaterPage show_one(Site& site, const Visitor& visitor, std::string number, Trouble trouble) {
  const auto item = web::find_case(*std::make_unique<Boards>(site.office.reader()), number);
  if (!item) return LaterPage::ready(error_page(site, visitor, 404));
  return with_file(site, visitor, {item->id, "print"}, {.actor = visitor.actor(), .roles = visitor.officer->roles},
                   [&site, visitor, item, trouble = std::move(trouble)](const office::FileOpened& file) {
                     Boards boards(site.office.reader());
                     return one_page(site, visitor, boards, *item, trouble, file);
                   });
}

Again one_again(Site& site, const Visitor& visitor, const Request& request, std::string act) {
  return [&site, visitor, act = std::move(act), number = request.matched[0], fields = typed_of(request)](const Refusal& refusal) {
    return show_one(site, visitor, number, {.act = act, .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields});
  };
}

LaterPage one_wrong(Site& site, const Visitor& visitor, const Request& request, std::string act, std::vector<Wrong> wrongs) {
  return show_one(site, visitor, request.matched[0], {.act = std::move(act), .words = {}, .wrongs = std::move(wrongs), .typed = typed_of(request)});
}

}  // namespace

Reply print_list(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return list_page(site, visitor, &request, boards, "", {});
}

Reply take_for_print(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const std::string printer(request.form().field("mesin"));
  office::TakeForPrint wish{printer, whole_number(request.form().field("jumlah"), 1)};
  return go_on(site, visitor, office::take_for_print(site.office, std::move(wish), asked_of(visitor, request)),
               done_path("/cetak?mesin=" + percent_encoded(printer), "taken"), list_again(site, visitor, request, "ambil"));
}

Reply take_out_of_order(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.form().field("nomor"));
  if (!item) return list_again(site, visitor, request, "dahulukan")(Refusal{"office.case_unknown"});
  const std::string printer(request.form().field("mesin"));
  office::TakeOutOfOrder wish{item->id, printer, trimmed(request.form().field("alasan"))};
  return go_on(site, visitor, office::take_out_of_order(site.office, std::move(wish), asked_of(visitor, request)),
               done_path("/cetak?mesin=" + percent_encoded(printer), "taken"), list_again(site, visitor, request, "dahulukan"));
}

Reply put_back_from_print(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  return go_on(site, visitor, office::put_back_from_print(site.office, {item->id}, asked_of(visitor, request)), done_path("/cetak", "put_back", item->state.number),
               one_again(site, visitor, request, "kembali"));
}

Reply print_page(Site& site, const Visitor& visitor, const Request& request, Boards&) { return show_one(site, visitor, request.matched[0], {}); }

Reply print_card(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  const auto serial = trimmed(request.form().field("blangko"));
  if (serial.empty()) return one_wrong(site, visitor, request, "cetak", {{"blangko", std::string(Speech(site.sentences(), visitor.lang)("o.print.serial_missing"))}});
  office::PrintCard wish{item->id, std::string(request.form().field("mesin")), serial};
  return go_on(site, visitor, office::print_card(site.office, std::move(wish), asked_of(visitor, request)), "/cetak/" + item->state.number + "/label",
               one_again(site, visitor, request, "cetak"));
}

Reply spoil_in_print(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  const Speech say(site.sentences(), visitor.lang);
  const auto& form = request.form();
  std::vector<Wrong> wrongs;
  if (trimmed(form.field("serial")).empty()) wrongs.push_back({"serial", std::string(say("o.print.serial_missing"))});
  if (form.field("sebab").empty()) wrongs.push_back({"sebab", std::string(say("o.reason_missing"))});
  if (!wrongs.empty()) return one_wrong(site, visitor, request, "rusak", std::move(wrongs));
  office::SpoilBlangko wish{trimmed(form.field("serial")), std::string(form.field("mesin")), std::string(form.field("sebab"))};
  return go_on(site, visitor, office::spoil_blangko(site.office, std::move(wish), asked_of(visitor, request)), done_path("/cetak/" + item->state.number, "spoiled"),
               one_again(site, visitor, request, "rusak"));
}

// The envelope: whom it goes to and six letters. No NIK, nothing that tells what is inside beyond the city's name.
Reply label_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item || item->state.parcel.empty()) return error_page(site, visitor, 404);
  return with_file(site, visitor, {item->id, "print"}, {.actor = visitor.actor(), .roles = visitor.officer->roles}, [&site, visitor, item](const office::FileOpened& file) {
    Page page(site, visitor, {.title = item->state.number, .desk = "cetak"});
    const auto& say = page.say;
    const auto& state = item->state;
    auto& html = page.html;
    const auto letters = office::envelope_letters(site.office, state.parcel);
    solo_begin(page);
    html << "<section class=\"label\"><div class=\"label-qr\">"_lit;
    qr(page, office::envelope_qr(site.office, state.parcel), say("o.label.qr", {{"huruf", in_threes(letters)}}));
    html << "<b class=\"num letters\">"_lit << in_threes(letters) << "</b></div><div><p class=\"small\">"_lit
         << site.catalogue.city().office_short << "</p><h1>"_lit << office::shortened(vault::field_of(file.person, "name")) << "</h1>"_lit;
    if (state.way == "deliver") {
      html << "<p>"_lit << vault::field_of(file.address, "street") << "<br>RT "_lit << vault::field_of(file.address, "rt") << " RW "_lit
           << vault::field_of(file.address, "rw") << "<br>"_lit << region_name(site, state.region) << "</p>"_lit;
      if (!is_empty(vault::field_of(file.address, "landmark"))) html << "<p class=\"small\">"_lit << say("glossary.landmark") << ": "_lit << vault::field_of(file.address, "landmark") << "</p>"_lit;
    } else {
      html << "<p><b>"_lit << say("o.label.pickup") << "</b></p>"_lit;
    }
    html << "<p class=\"small\">"_lit << state.number << " &middot; "_lit << say("o.label.free") << "</p></div></section>"_lit;
    html << "<div class=\"noprint\">"_lit;
    note(page, Tone::ok, say("o.done.printed", {{"nomor", state.number}}));
    acts_begin(page);
    html << "<button class=\"btn\" type=\"button\" data-print=\"ya\" hidden>"_lit << say("o.label.print") << "</button>"_lit;
    Boards fresh(site.office.reader());
    const auto left = fresh.list({.stages = {Stage::printing}, .printer = state.printer});
    if (!left.cases.empty()) link_button(page, Href::local("/cetak/" + left.cases.front().state.number), say("o.print.next_one", {{"nomor", left.cases.front().state.number}}));
    link_button(page, Href::local("/cetak?mesin=" + percent_encoded(state.printer)), say("o.print.back"));
    acts_end(page);
    html << "</div>"_lit;
    solo_end(page);
    return page.done_staff();
  });
}

}  // namespace opak::web::officer
