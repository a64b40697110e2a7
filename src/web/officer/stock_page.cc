// P3: the stock card of today, counted by hand in the evening by two people, and the box, the printer and the shredder.
#include <algorithm>
#include <array>

#include "base/ids.h"
#include "base/text.h"
#include "office/print.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/stock.h"

namespace opak::web {

std::vector<std::string> known_printers(Boards& boards, const Site& site) {
  std::vector<std::string> printers;
  const auto add = [&](std::string name) {
    if (!name.empty() && std::find(printers.begin(), printers.end(), name) == printers.end()) printers.push_back(std::move(name));
  };
  if (const auto stock = boards.find_stock(site.catalogue.city().code))
    for (const auto& holding : stock->holdings)
      if (holding.place.starts_with("printer/")) add(holding.place.substr(8));
  // A printer that ran empty may still have cards to print.
  for (const auto& item : boards.list({.stages = {application::Stage::printing}}).cases) add(item.state.printer);
  std::sort(printers.begin(), printers.end());
  return printers;
}

std::string next_serial_at(Boards& boards, const Site& site, std::string_view printer) {
  if (const auto stock = boards.find_stock(site.catalogue.city().code))
    for (const auto& holding : stock->holdings)
      if (holding.place == "printer/" + std::string(printer)) return holding.first.text();
  return {};
}

std::optional<Day> run_out_day(const std::vector<views::StockDay>& newest_first, std::int64_t available, const law::Calendar& calendar) {
  constexpr int days_looked_at = 10;
  std::int64_t used = 0, days = 0;
  for (const auto& day : newest_first) {
    if (days == days_looked_at) break;
    if (!calendar.is_working_day(day.day)) continue;
    used += day.used + day.spoiled;
    ++days;
  }
  if (days < 3 || used == 0) return std::nullopt;
  const auto working_days = static_cast<int>(std::min<std::int64_t>(available * days / used, 400));
  return calendar.add_working_days(newest_first.front().day, working_days);
}

namespace officer {
namespace {

// What was asked, in one line: the second person must be able to compare it with what lies before them.
std::string ask_words(const Page& page, const blangko::SecondPersonAsked& ask) {
  const auto& say = page.say;
  if (ask.what == "box") {
    const auto n = blangko::parse_serial(ask.last)->number - blangko::parse_serial(ask.first)->number + 1;
    return say("o.ask.box", {{"surat", ask.letter}, {"awal", ask.first}, {"akhir", ask.last}, {"n", say.number(n)}});
  }
  if (ask.what == "destruction") {
    constexpr std::size_t serials_shown = 40;
    std::string serials;
    for (std::size_t i = 0; i < std::min(ask.serials.size(), serials_shown); ++i) serials += (i ? ", " : "") + ask.serials[i];
    if (ask.serials.size() > serials_shown) serials += ", ...";
    return say("o.ask.destruction", {{"n", say.number(static_cast<std::int64_t>(ask.serials.size()))}, {"nomor", serials}});
  }
  const auto words = say("o.ask.count", {{"n", say.number(ask.counted)}, {"kartu", say.number(ask.expected)}});
  return ask.explanation.empty() ? words : words + " " + say("o.ask.explained", {{"penjelasan", ask.explanation}});
}

// What two officers do together: one has asked, the other answers here with their own hands.
void asks(Page& page, const blangko::State& stock, bool closed, const Trouble& trouble) {
  const auto& say = page.say;
  for (const auto& ask : stock.waiting) {
    page.html << "<section class=\"box\" id=\"minta-"_lit << ask.id << "\"><h2>"_lit << say("o.ask.title." + ask.what) << "</h2>"_lit;
    trouble_at(page, trouble, ask.id);
    page.paragraph(ask_words(page, ask));
    page.html << "<p class=\"muted\">"_lit << say("o.ask.by", {{"siapa", actor_words(page, ask.by)}}) << "</p>"_lit;
    if (closed) {
      page.hint(say("o.ask.tomorrow"));
    } else if (ask.by == page.visitor.actor()) {
      page.hint(say("o.ask.waits"));
      form_begin(page, "/blangko/batal");
      hidden(page, "permintaan", ask.id);
      button(page, say("o.ask.take_back"), Weight::second);
      form_end(page);
    } else {
      second_person_forms(page, {"/blangko/setuju", "/blangko/tidak", "permintaan", ask.id, "o.ask.confirm"}, trouble.act == ask.id ? &trouble : nullptr);
    }
    page.html << "</section>"_lit;
  }
  for (const auto& no : stock.declined)
    note(page, Tone::warn, say("o.ask.declined", {{"apa", ask_words(page, no.ask)}, {"siapa", actor_words(page, no.by)}, {"alasan", std::string(say("o.reason." + no.reason))}}));
}

void today_card(Page& page, const blangko::State& stock) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<div class=\"scroll\"><table class=\"card-lines\"><caption>"_lit << say("o.stock.today", {{"hari", say.long_day(stock.day)}}) << "</caption><tbody>"_lit;
  const auto line = [&](std::string_view key, std::int64_t n, Lit sign) {
    html << "<tr><th scope=\"row\">"_lit << say(key) << "</th><td class=\"n\">"_lit << sign << say.number(n) << "</td></tr>"_lit;
  };
  line("o.stock.opening", stock.opening, ""_lit);
  line("o.stock.received", stock.received, "+"_lit);
  line("o.stock.used", stock.used, "&minus;"_lit);
  line("o.stock.spoiled", stock.spoiled, "&minus;"_lit);
  line("o.stock.available", stock.available(), "="_lit);
  line("o.stock.in_store", stock.in_store(), ""_lit);
  line("o.stock.at_printers", stock.at_printers(), ""_lit);
  line("o.stock.destroyed", stock.destroyed, ""_lit);
  line("o.stock.delivered", stock.delivered, ""_lit);
  html << "</tbody></table></div>"_lit;
}

void places(Page& page, const blangko::State& stock) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<details><summary>"_lit << say("o.stock.places") << "</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""_lit << say("o.stock.places") << "\"><table class=\"rows\"><thead><tr><th scope=\"col\">"_lit << say("o.stock.place")
       << "</th><th scope=\"col\">"_lit << say("o.stock.first") << "</th><th scope=\"col\">"_lit << say("o.stock.last") << "</th><th class=\"n\" scope=\"col\">"_lit
       << say("o.stock.count") << "</th></tr></thead><tbody>"_lit;
  int shown = 0;
  for (const auto& holding : stock.holdings) {
    const auto slash = holding.place.find('/');
    const auto kind = holding.place.substr(0, slash);
    if (kind == "case" || kind == "bag" || ++shown > 100) continue;
    html << "<tr><th scope=\"row\">"_lit << say("o.place." + kind) << " "_lit << (slash == std::string::npos ? std::string() : holding.place.substr(slash + 1)) << "</th>"_lit;
    const auto cell = [&](std::string_view key, Lit kind_of_cell, std::string_view words) {
      html << "<td class=\""_lit << kind_of_cell << "\" data-l=\""_lit << say(key) << "\">"_lit << words << "</td>"_lit;
    };
    cell("o.stock.first", "num"_lit, holding.first.text());
    cell("o.stock.last", "num"_lit, holding.last.text());
    cell("o.stock.count", "n"_lit, say.number(holding.count()));
    html << "</tr>"_lit;
  }
  html << "</tbody></table></div></details>"_lit;
}

void history(Page& page, const std::vector<views::StockDay>& days) {
  const auto& say = page.say;
  if (days.empty()) return;
  std::vector<Bar> bars;
  for (auto day = days.rbegin(); day != days.rend(); ++day) bars.push_back({say.short_day(day->day), day->available});
  bar_chart(page, "grafik", say("o.stock.month"), say("o.stock.month_says", {{"hari", say.short_day(days.front().day)}, {"n", say.number(days.front().available)}}), bars,
            say("o.stock.day"), say("o.stock.available"));
  auto& html = page.html;
  html << "<details><summary>"_lit << say("o.stock.table") << "</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""_lit << say("o.stock.table") << "\"><table class=\"rows\"><thead><tr><th scope=\"col\">"_lit << say("o.stock.day") << "</th>"_lit;
  constexpr std::array<std::string_view, 6> columns{"o.stock.opening", "o.stock.received", "o.stock.used", "o.stock.spoiled", "o.stock.available", "o.stock.counted"};
  for (const auto key : columns) html << "<th class=\"n\" scope=\"col\">"_lit << say(key) << "</th>"_lit;
  html << "</tr></thead><tbody>"_lit;
  for (const auto& day : days) {
    html << "<tr><th scope=\"row\">"_lit << say.short_day(day.day) << "</th>"_lit;
    const std::array<std::int64_t, columns.size()> numbers{day.opening, day.received, day.used, day.spoiled, day.available, day.counted};
    for (std::size_t n = 0; n < columns.size(); ++n) {
      html << "<td class=\"n\" data-l=\""_lit << say(columns[n]) << "\">"_lit;
      if (numbers[n] < 0) html << "&ndash;"_lit;  // Not counted that day.
      else html << say.number(numbers[n]);
      html << "</td>"_lit;
    }
    html << "</tr>"_lit;
  }
  html << "</tbody></table></div></details>"_lit;
}

struct Form {
  std::string_view id, title, action, send;
  Weight weight = Weight::second;
};

void begin(Page& page, const Trouble& trouble, const Form& form) {
  page.html << "<section class=\"box\" id=\""_lit << form.id << "\"><h2>"_lit << page.say(form.title) << "</h2>"_lit;
  trouble_at(page, trouble, form.id);
  form_begin(page, form.action);
}

void end(Page& page, const Form& form) {
  button(page, page.say(form.send), form.weight);
  form_end(page);
  page.html << "</section>"_lit;
}

Response whole_page(Site& site, const Visitor& visitor, const Request* request, Boards& boards, const Trouble& trouble) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.stock.title")), .has_errors = trouble.any(), .desk = "blangko"});
  const auto& say = page.say;
  const auto& city = site.catalogue.city();
  const auto stock = boards.find_stock(city.code);
  const auto days = boards.stock_days(city.code, 30);
  const auto value = [&](std::string_view name) { return typed(trouble.typed, name); };
  const bool closed = stock && stock->closed && stock->day == day_in_jakarta(visitor.now);

  page.html << "<main class=\"pane solo\" id=\"isi\">"_lit;
  page.heading(say("o.stock.title"));
  greeting(page);
  counts_note(page);
  if (request) done_note(page, *request);
  error_box(page, trouble.wrongs);
  // Somebody was faster: the request that was answered stands here no more.
  if (!trouble.words.empty() && is_id(trouble.act) && !(stock && stock->find_ask(trouble.act))) trouble_at(page, trouble, trouble.act);
  page.html << "<div class=\"split\"><div>"_lit;
  if (!stock) note(page, Tone::plain, say("o.stock.none"));
  if (stock) asks(page, *stock, closed, trouble);
  if (stock) {
    if (const auto ends = run_out_day(days, stock->available(), city.calendar)) {
      const bool soon = city.calendar.working_days_between(day_in_jakarta(visitor.now), *ends) <= city.setting("blangko_days_warning");
      note(page, soon ? Tone::warn : Tone::info, say("o.stock.runs_out", {{"hari", say.long_day(*ends)}}));
    }
    today_card(page, *stock);
    if (stock->counted >= 0 && closed)
      note(page, stock->counted == stock->available() ? Tone::ok : Tone::bad,
           say(stock->counted == stock->available() ? "o.stock.closed_even" : "o.stock.closed_uneven", {{"n", say.number(stock->counted)}, {"kartu", say.number(stock->available())}}));
    places(page, *stock);
  }
  history(page, days);
  page.html << "</div><div>"_lit;

  if (closed) {
    note(page, Tone::info, say("o.stock.closed"));
  } else {
    const auto waits = [&](std::string_view what, std::string_view serial = {}) {
      return stock && std::any_of(stock->waiting.begin(), stock->waiting.end(), [&](const blangko::SecondPersonAsked& ask) {
        return ask.what == what && (serial.empty() || std::find(ask.serials.begin(), ask.serials.end(), serial) != ask.serials.end());
      });
    };
    if (stock && !waits("count")) {
      const Form form{"hitung", "o.stock.count_title", "/blangko/hitung", "o.stock.count_send", Weight::main};
      begin(page, trouble, form);
      page.hint(say("o.stock.count_hint"));
      field(page, {.name = "dihitung", .label = say("o.stock.counted_by_hand"), .value = value("dihitung"), .wrong = wrong_of(trouble.wrongs, "dihitung"), .kind = InputKind::digits, .width = "w4", .letters_max = 7});
      if (trouble.act == "hitung" || !value("penjelasan").empty())
        field(page, {.name = "penjelasan", .label = say("o.stock.explain"), .hint = say("o.stock.explain_hint"), .value = value("penjelasan"), .wrong = wrong_of(trouble.wrongs, "penjelasan"), .letters_max = 300});
      end(page, form);
    }
    const Form box{"kotak-baru", "o.stock.box", "/blangko/terima", "o.stock.box_send"};
    begin(page, trouble, box);
    field(page, {.name = "surat", .label = say("o.stock.letter"), .hint = say("o.no_names_here"), .value = value("surat"), .wrong = wrong_of(trouble.wrongs, "surat"), .letters_max = 80});
    field(page, {.name = "awal", .label = say("o.stock.first"), .hint = say("o.stock.serial_hint"), .value = value("awal"), .wrong = wrong_of(trouble.wrongs, "awal"), .width = "w16", .letters_max = 20});
    field(page, {.name = "akhir", .label = say("o.stock.last"), .value = value("akhir"), .wrong = wrong_of(trouble.wrongs, "akhir"), .width = "w16", .letters_max = 20});
    end(page, box);
    if (stock) {
      const auto printers = known_printers(boards, site);
      const Form give{"beri", "o.stock.give", "/blangko/beri", "o.stock.give_send"};
      begin(page, trouble, give);
      field(page, {.name = "mesin", .label = say("o.print.printer"), .value = !value("mesin").empty() ? value("mesin") : printers.empty() ? say("o.print.first_printer") : std::string_view(printers.front()), .width = "w16", .letters_max = 40});
      field(page, {.name = "jumlah", .label = say("o.stock.count"), .value = value("jumlah"), .kind = InputKind::digits, .width = "w4", .letters_max = 5});
      end(page, give);
      if (stock->at_printers() > 0) {
        const Form back{"tarik", "o.stock.take_back", "/blangko/tarik", "o.stock.take_back_send"};
        begin(page, trouble, back);
        std::vector<ChoiceGroup> groups(1);
        for (const auto& printer : printers) groups[0].choices.push_back({printer, printer});
        select(page, {.name = "mesin_tarik", .label = say("o.print.printer"), .value = value("mesin_tarik")}, groups, {});
        end(page, back);
      }
      if (stock->count_at("spoiled") > 0) {
        const Form destroy{"musnah", "o.stock.destroy", "/blangko/musnah", "o.stock.destroy_send", Weight::danger};
        begin(page, trouble, destroy);
        page.hint(say("o.stock.destroy_hint"));
        for (const auto& holding : stock->holdings) {
          if (holding.place != "spoiled") continue;
          for (auto serial = holding.first; serial.number <= holding.last.number; ++serial.number)
            if (!waits("destruction", serial.text())) tick(page, "s-" + serial.text(), serial.text(), value("s-" + serial.text()) == "ya");
        }
        end(page, destroy);
      }
    }
  }
  page.html << "</div></div></main>"_lit;
  return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
}

Again again_at(Site& site, const Visitor& visitor, const Request& request, std::string act) {
  return [&site, visitor, act = std::move(act), fields = typed_of(request)](const Refusal& refusal) {
    Boards boards(site.office.reader());
    return LaterPage::ready(whole_page(site, visitor, nullptr, boards, {.act = act, .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields}));
  };
}

Reply wrong_at(Site& site, const Visitor& visitor, const Request& request, Boards& boards, std::string act, std::vector<Wrong> wrongs) {
  return whole_page(site, visitor, nullptr, boards, {.act = std::move(act), .words = {}, .wrongs = std::move(wrongs), .typed = typed_of(request)});
}

Reply go_on_stock(Site& site, const Visitor& visitor, const Request& request, const Later<office::Answer>& answer, std::string_view done, std::string act) {
  return go_on(site, visitor, answer, done_path("/blangko", done), again_at(site, visitor, request, std::move(act)));
}

}  // namespace

Reply stock_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) { return whole_page(site, visitor, &request, boards, {}); }

Reply receive_box(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto& form = request.form();
  const Speech say(site.sentences(), visitor.lang);
  std::vector<Wrong> wrongs;
  if (trimmed(form.field("surat")).empty()) wrongs.push_back({"surat", say(Refusal{"blangko.letter_missing"})});
  for (const auto* name : {"awal", "akhir"})
    if (!blangko::parse_serial(form.field(name))) wrongs.push_back({name, say(Refusal{"blangko.serial_malformed"})});
  if (!wrongs.empty()) return wrong_at(site, visitor, request, boards, "kotak-baru", std::move(wrongs));
  office::ReceiveBox wish{trimmed(form.field("surat")), std::string(form.field("awal")), std::string(form.field("akhir"))};
  return go_on_stock(site, visitor, request, office::receive_box(site.office, std::move(wish), asked_of(visitor, request)), "box_asked", "kotak-baru");
}

Reply give_to_printer(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  office::GiveToPrinter wish{one_spaced(request.form().field("mesin")), whole_number(request.form().field("jumlah"), 0)};
  return go_on_stock(site, visitor, request, office::give_to_printer(site.office, std::move(wish), asked_of(visitor, request)), "given", "beri");
}

Reply take_back_from_printer(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  office::TakeBackFromPrinter wish{std::string(request.form().field("mesin_tarik"))};
  return go_on_stock(site, visitor, request, office::take_back_from_printer(site.office, std::move(wish), asked_of(visitor, request)), "taken_back", "tarik");
}

Reply destroy_spoiled(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& form = request.form();
  office::DestroyBlangko wish;
  for (const auto& [name, value] : form.fields)
    if (name.starts_with("s-") && value == "ya") wish.serials.push_back(name.substr(2));
  return go_on_stock(site, visitor, request, office::destroy_blangko(site.office, std::move(wish), asked_of(visitor, request)), "destruction_asked", "musnah");
}

Reply close_stock_day(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto& form = request.form();
  const Speech say(site.sentences(), visitor.lang);
  const auto counted = whole_number(form.field("dihitung"), -1);
  std::vector<Wrong> wrongs;
  if (counted < 0) wrongs.push_back({"dihitung", std::string(say("o.stock.count_missing"))});
  if (!wrongs.empty()) return wrong_at(site, visitor, request, boards, "hitung", std::move(wrongs));
  office::CloseStockDay wish{counted, trimmed(form.field("penjelasan"))};
  return go_on_stock(site, visitor, request, office::close_stock_day(site.office, std::move(wish), asked_of(visitor, request)), "count_asked", "hitung");
}

Reply confirm_stock(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const std::string id(request.form().field("permintaan"));
  return page_after(site, visitor, office::confirm_stock(site.office, {id}, asked_of(visitor, request)), [&site, visitor, again = again_at(site, visitor, request, id)](const office::Answer& answer) {
    if (const auto* failure = office::failed(answer)) return LaterPage::ready(failure_page(site, visitor, *failure));
    if (const auto* refusal = office::refused(answer)) return again(*refusal);
    const auto what = office::done(answer)->word("what");
    return LaterPage::ready(see_other(done_path("/blangko", what == "box" ? "box" : what == "destruction" ? "destroyed" : "counted")));
  });
}

Reply decline_stock(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const std::string id(request.form().field("permintaan")), reason(request.form().field("alasan"));
  if (reason.empty()) return wrong_at(site, visitor, request, boards, id, {{"alasan", std::string(Speech(site.sentences(), visitor.lang)("o.reason_missing"))}});
  return go_on_stock(site, visitor, request, office::decline_stock(site.office, {id, reason}, asked_of(visitor, request)), "ask_declined", id);
}

Reply take_back_stock(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const std::string id(request.form().field("permintaan"));
  return go_on_stock(site, visitor, request, office::take_back_stock(site.office, {id}, asked_of(visitor, request)), "ask_taken_back", id);
}

}  // namespace officer
}  // namespace opak::web
